"""Showing who one is: the second step of signing in, and once more before what cannot be undone."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from launches.services import second_factor, sessions

LONGEST_CODE = 60
LONGEST_PASSWORD = 1000
WRONG_CODE = "That is not the code of the moment, or it was used before. Wait for the next one."
WRONG_PASSWORD = "That is not your password."  # noqa: S105 (words about one)


class CodeForm(forms.Form):
    """The second step of signing in: the code that the phone shows, or a recovery code."""

    code = forms.CharField(max_length=LONGEST_CODE)

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_code(self) -> str:
        """Right, and used up with this; counted by the throttle when it is wrong."""
        user = sessions.half_signed_in(self.request.session)
        code = str(self.cleaned_data["code"])
        name = user.get_username() if user else ""
        if authenticate(self.request, username=name, code=code) is None:
            raise ValidationError(WRONG_CODE)
        self.user = user
        return code

    def get_user(self) -> User | None:
        """Who this is, once the form is valid."""
        return self.user


class PasswordForm(forms.Form):
    """Somebody who is signed in gives their password again."""

    password = forms.CharField(strip=False)

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert isinstance(request.user, User)
        self.request, self.user = request, request.user

    def clean_password(self) -> str:
        """Right; counted by the throttle when it is wrong."""
        password = str(self.cleaned_data["password"])
        if authenticate(self.request, username=self.user.get_username(), password=password) is None:
            raise ValidationError(WRONG_PASSWORD)
        return password


class ConfirmForm(PasswordForm):
    """The password again, and the second factor of whoever has one."""

    code = forms.CharField(max_length=LONGEST_CODE, required=False)

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["code"].required = self.asks_for_code = second_factor.has(self.user)

    def clean_code(self) -> str:
        """Right, asked only once the password was; nobody else's code is used up."""
        code = str(self.cleaned_data["code"])
        if not self.asks_for_code or "password" not in self.cleaned_data:
            return ""
        if authenticate(self.request, username=self.user.get_username(), code=code) is None:
            raise ValidationError(WRONG_CODE)
        return code


class SetUpForm(PasswordForm):
    """The password, and a code that proves that the phone has the secret."""

    code = forms.CharField(max_length=LONGEST_CODE)


class NewPasswordForm(PasswordForm):
    """The password that somebody has, and the one that they want."""

    new_password = forms.CharField(strip=False, max_length=LONGEST_PASSWORD)
    again = forms.CharField(strip=False, max_length=LONGEST_PASSWORD)

    def clean_new_password(self) -> str:
        """Long enough, not a common one, and nothing like the name."""
        new = str(self.cleaned_data["new_password"])
        validate_password(new, self.user)
        return new

    def clean_again(self) -> str:
        """The same once more."""
        again = str(self.cleaned_data["again"])
        if again != self.cleaned_data.get("new_password", again):
            raise ValidationError("That is not the same as the new password.")
        return again
