"""Signing in, in one step or two, with whatever somebody had typed when their session ended."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render

from launches.forms.sign_in import CodeForm
from launches.services import second_factor, sessions
from launches.views import kept

BACKEND = "launches.backend.PersonBackend"  # whose session it is, whichever step was the last


@login_not_required
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """The sign-in form; or the way on to where somebody was."""
    typed = kept.of(request)
    if typed and "username" not in request.POST and not request.user.is_authenticated:
        # Back from the page of too many tries: nobody has tried again yet.
        return kept.ask_to_sign_in(request)
    return _carry_on(request, _FirstStep)


@login_not_required
def sign_in_code(request: HttpRequest) -> HttpResponseBase:
    """The second step, for whoever gave their password a moment ago; the first one again for anybody else."""
    if request.user.is_authenticated or sessions.half_signed_in(request.session):
        return _carry_on(request, _SecondStep)
    return kept.ask_to_sign_in(request) if kept.of(request) else redirect("sign_in")


class _Step(LoginView):
    redirect_authenticated_user = True

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        """Where somebody was, unless that is the very page that asks."""
        where = super().get_redirect_url()
        return "" if urlsplit(where).path == self.request.path else where


class _FirstStep(_Step):
    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Signed in; or asked for the second factor, where there is one."""
        user = form.get_user()
        if not second_factor.has(user):
            return super().form_valid(form)
        sessions.begin_half(self.request.session, user)
        context = self.get_context_data(form=CodeForm(self.request))
        return render(self.request, _SecondStep.template_name, context)


class _SecondStep(_Step):
    form_class = CodeForm  # type: ignore[assignment]  # it asks no form but for its user
    template_name = "registration/code.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Signed in."""
        sessions.end_half(self.request.session)
        login(self.request, form.get_user(), backend=BACKEND)
        return HttpResponseRedirect(self.get_success_url())


def _carry_on(request: HttpRequest, step: type[_Step]) -> HttpResponseBase:
    """What the step answers; with the last one, what was typed waits for its page."""
    typed = kept.of(request)
    response = step.as_view(extra_context={"typed": typed})(request)
    if response.status_code == 302 and request.user.is_authenticated:
        kept.put(request, urlsplit(response["Location"]).path, typed)
    return response
