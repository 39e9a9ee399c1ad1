"""What a person chooses for themselves: how they are told. And how they sign in."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from launches import access
from launches.forms.you import TellForm
from launches.models import Reader, SecondFactor
from launches.views.request import Request


@require_http_methods(["GET", "HEAD", "POST"])
def you(request: Request) -> HttpResponse:
    """Their settings; or the choice that they have made."""
    reader = Reader.objects.filter(person=request.user).first() or Reader(person=request.user)
    form = TellForm(request.POST or None, instance=reader)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("you")
    context = {
        "form": form,
        "sends_email": settings.SENDS_EMAIL,
        "digest_at": settings.DIGEST_AT,
        "factor": SecondFactor.objects.filter(person=request.user).first(),
        "is_demanded": access.lacks_second_factor(request.user),
    }
    return render(request, "launches/you.html", context, status=422 if form.errors else 200)
