"""A password of one's own, set by whoever was given the link (services/invitations.py)."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import password_validators_help_texts
from django.contrib.auth.views import PasswordResetConfirmView
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse_lazy

from launches.forms.sign_in import LONGEST_PASSWORD
from launches.services import invitations, record, sessions

if TYPE_CHECKING:
    BaseForm = SetPasswordForm[User]
else:
    BaseForm = SetPasswordForm


class _Form(BaseForm):
    new_password1 = forms.CharField(strip=False, max_length=LONGEST_PASSWORD)
    new_password2 = forms.CharField(strip=False, max_length=LONGEST_PASSWORD)


class FirstPassword(PasswordResetConfirmView):
    """Django's own page: the token leaves the address at once, and is good for one password."""

    form_class = _Form
    token_generator = invitations.tokens
    template_name = "registration/first_password.html"
    success_url = reverse_lazy("sign_in")
    extra_context = {"rules": password_validators_help_texts}

    def get_user(self, uidb64: str) -> User | None:
        """Whom it is for; nobody who was switched off meanwhile."""
        user: Any = super().get_user(uidb64)
        return user if user is not None and user.is_active else None

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """They sign in with it, and whatever sessions there were are over."""
        response = super().form_valid(form)
        sessions.end_all(form.user)
        record.note(form.user, "Set the password by a link", by=form.user)
        messages.success(self.request, "Your password is set.")
        return response
