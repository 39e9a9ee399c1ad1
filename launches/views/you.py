"""A person's own settings: e-mail, second factor, and where they are signed in."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from launches import access
from launches.forms.you import TellForm
from launches.models import Reader, SecondFactor
from launches.services import sessions
from launches.views import proof
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
        "sessions": sessions.standing(request.user, this=request.session.session_key),
    }
    return render(request, "launches/you.html", context, status=422 if form.errors else 200)


@require_POST
@proof.fresh
def session_end(request: Request) -> HttpResponse:
    """One of their sessions is over, on a machine that they left for instance."""
    if sessions.end(request.user, request.POST.get("session", "")):
        messages.success(request, "That session is over.")
    else:
        messages.info(request, "That session was over already.")
    return redirect("you")


@require_POST
@proof.fresh
def sessions_end_others(request: Request) -> HttpResponse:
    """They are signed in here alone."""
    number = sessions.end_others(request.user, this=request.session.session_key)
    messages.success(request, f"You are signed in here alone. Sessions ended: {number}.")
    return redirect("you")
