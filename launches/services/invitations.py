"""How somebody comes by a password that nobody else knows: a link, which whoever has it sets one with."""

from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from launches.services import record


class _Tokens(PasswordResetTokenGenerator):
    """Good for a day (PASSWORD_RESET_TIMEOUT), until the password changes, or until somebody signs in with it."""

    key_salt = "launches.services.invitations"


tokens = _Tokens()


def invite(user: User, *, by: User) -> str:
    """The path of a page on which a password is set for this person, once. It is kept nowhere; the record says so."""
    record.note(user, "Made a link to set a password with", by=by)
    return reverse(
        "first_password", args=[urlsafe_base64_encode(force_bytes(user.pk)), tokens.make_token(user)]
    )
