"""A person's own second factor: set up, given new recovery codes, turned off. Each asks for the password."""

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from launches import access
from launches.forms.sign_in import PasswordForm, SetUpForm
from launches.models import RecoveryCode, SecondFactor
from launches.problems import Problem
from launches.services import second_factor as factors
from launches.views.proof import came_from
from launches.views.request import Request

# Waits in the session until a code shows that the phone has the secret.
SALT = "second_factor_salt"


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: Request) -> HttpResponse:
    """How it stands, or what to set it up with; and, once it is set up, the recovery codes."""
    if SecondFactor.objects.filter(person=request.user).exists():
        return _page(request)
    form = SetUpForm(request, request.POST or None)
    if form.is_valid():
        try:
            codes = factors.set_up(request.user, salt=_salt(request), code=form.cleaned_data["code"])
        except Problem as problem:
            form.add_error("code", problem.sentence)
        else:
            del request.session[SALT]
            return _show_codes(request, codes)
    return _page(request, setting_up=form)


@sensitive_post_parameters("password")
@require_POST
def second_factor_codes(request: Request) -> HttpResponse:
    """Ten new recovery codes, shown once."""
    form = PasswordForm(request, request.POST)
    if not form.is_valid():
        return _page(request, renewing=form)
    try:
        return _show_codes(request, factors.renew_recovery_codes(request.user))
    except Problem as problem:
        messages.warning(request, problem.sentence)
        return redirect("second_factor")


@sensitive_post_parameters("password")
@require_POST
def second_factor_off(request: Request) -> HttpResponse:
    """Signing in asks for the password alone."""
    form = PasswordForm(request, request.POST)
    if not form.is_valid():
        return _page(request, ending=form)
    factors.take_away(request.user, by=request.user)
    messages.success(request, "The second factor is off. Signing in asks for your password alone.")
    return redirect("you")


def _page(
    request: Request,
    *,
    setting_up: SetUpForm | None = None,
    renewing: PasswordForm | None = None,
    ending: PasswordForm | None = None,
) -> HttpResponse:
    context: dict[str, object] = {
        "factor": SecondFactor.objects.filter(person=request.user).first(),
        "codes_left": RecoveryCode.objects.left().filter(person=request.user).count(),
        "is_demanded": access.lacks_second_factor(request.user),
        "back": _back(request),
        "setting_up": setting_up,
        "renewing": renewing,
        "ending": ending,
    }
    if setting_up:
        salt = _salt(request)
        secret = factors.secret_of(request.user, salt)
        context["secret"] = [secret[at : at + 4] for at in range(0, len(secret), 4)]
        context["picture"] = _picture(factors.address_for_phone(request.user, salt))
    is_wrong = any(form and form.errors for form in (setting_up, renewing, ending))
    return render(request, "launches/second_factor.html", context, status=422 if is_wrong else 200)


def _show_codes(request: Request, codes: list[str]) -> HttpResponse:
    return render(request, "launches/recovery_codes.html", {"codes": codes, "back": _back(request)})


def _back(request: Request) -> str:
    """The page on which somebody was told to set one up; empty for whoever came by themselves."""
    return came_from(request, request.GET["next"]) if "next" in request.GET else ""


def _salt(request: Request) -> str:
    """The one that this set-up began with: a page that is loaded again shows the same secret."""
    salt: str = request.session.setdefault(SALT, factors.new_salt())
    return salt


def _picture(address: str) -> SafeString:
    """A QR code as a drawing, made here: the secret goes nowhere else."""
    drawn: str = segno.make(address, error="m").svg_inline(
        scale=5, light="#fff", dark="#000", omitsize=True, svgclass=None, lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308 (made of squares alone)
