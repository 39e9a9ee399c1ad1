"""A person's own password: changed with the one that they have."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from launches.forms.sign_in import NewPasswordForm
from launches.services import passwords, sessions
from launches.views.request import Request


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: Request) -> HttpResponse:
    """The form; or they sign in with another password from now on, and every other session of theirs is over."""
    form = NewPasswordForm(request, request.POST or None)
    if not form.is_valid():
        context = {"form": form, "rules": password_validators_help_texts()}
        return render(request, "launches/password.html", context, status=422 if form.errors else 200)
    passwords.change(form.user, form.cleaned_data["new_password"], this=request.session.session_key)
    update_session_auth_hash(request, form.user)  # Another key for this session, as after signing in.
    sessions.prove(request.session)
    messages.success(request, "Your password is changed. You are signed in here alone.")
    return redirect("you")
