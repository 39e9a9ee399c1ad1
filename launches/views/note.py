"""What people know of one carrier of a launch: read it, and note something more."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from launches import access
from launches.problems import Problem
from launches.services import notes
from launches.views.request import Request


@require_http_methods(["GET", "HEAD", "POST"])
def carrier_notes(request: Request, pk: int, row: int) -> HttpResponse:
    """The page; or one note more. What could not be noted stays in the box, with the reason."""
    launch = access.get_launch_for(request.user, pk)
    carrier = get_object_or_404(launch.launch_regions.select_related("region"), pk=row)
    text, problem = request.POST.get("text", ""), ""
    if request.method == "POST":
        try:
            notes.add(carrier, by=request.user, text=text)
        except Problem as refusal:
            problem = refusal.sentence
        else:
            messages.success(request, f"Noted about {carrier.name}.")
            return redirect("launch_detail", pk)
    noted = notes.notebook(carrier.region) if carrier.region else []
    context = {
        "launch": launch,
        "carrier": carrier,
        "notes": notes.of(launch).get(carrier.pk, []),
        "notebook": [note for note in noted if note.launch_id != pk],
        "text": text,
        "problem": problem,
    }
    return render(request, "launches/carrier_notes.html", context, status=422 if problem else 200)
