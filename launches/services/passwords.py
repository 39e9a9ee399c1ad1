"""A person's password: changed by themselves, or set through a link that an admin made for them."""

from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from launches.services import record, sessions


class _Tokens(PasswordResetTokenGenerator):
    """Valid for a day (PASSWORD_RESET_TIMEOUT), until the password changes or the person signs in with it."""

    key_salt = "launches.services.invitations"


tokens = _Tokens()


def invite(user: User, *, by: User) -> str:
    """The path of a page on which this person's password can be set once. Recorded, but stored nowhere."""
    record.note(user, "Made a link to set a password with", by=by)
    return reverse(
        "first_password", args=[urlsafe_base64_encode(force_bytes(user.pk)), tokens.make_token(user)]
    )


@transaction.atomic
def set_by_link(user: User, password: str) -> None:
    """This person signs in with this password, and every session that they had is over."""
    _set(user, password, "Set the password by a link")
    sessions.end_all(user)


@transaction.atomic
def change(user: User, password: str, *, this: str | None) -> None:
    """This person signs in with this password, and only `this` session (its key) goes on."""
    _set(user, password, "Changed the password")
    sessions.end_others(user, this=this)


def _set(user: User, password: str, words: str) -> None:
    user.set_password(password)
    user.save(update_fields=["password"])
    record.note(user, words, by=user)
