"""A first password, set by whoever was given the link (services/passwords.py)."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import password_validators_help_texts
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpResponse
from django.urls import reverse_lazy

from launches.forms.sign_in import LONGEST_PASSWORD
from launches.services import passwords

if TYPE_CHECKING:
    BaseForm = SetPasswordForm[User]
else:
    BaseForm = SetPasswordForm


class _Form(BaseForm):
    new_password1 = forms.CharField(strip=False, max_length=LONGEST_PASSWORD)
    new_password2 = forms.CharField(strip=False, max_length=LONGEST_PASSWORD)

    def save(self, commit: bool = True) -> User:
        """The password is set. Django's page saves the form; what that means is the service's business."""
        passwords.set_by_link(self.user, self.cleaned_data["new_password1"])
        return self.user


class FirstPassword(PasswordResetConfirmView):
    """Django's own page: the token leaves the address at once, and is good for one password."""

    form_class = _Form
    token_generator = passwords.tokens
    template_name = "registration/first_password.html"
    success_url = reverse_lazy("sign_in")
    extra_context = {"rules": password_validators_help_texts}

    def get_user(self, uidb64: str) -> User | None:
        """Whom it is for; nobody who was switched off meanwhile."""
        user: Any = super().get_user(uidb64)
        return user if user is not None and user.is_active else None

    def form_valid(self, form: Any) -> HttpResponse:
        """On to signing in with it."""
        messages.success(self.request, "Your password is set.")
        return super().form_valid(form)
