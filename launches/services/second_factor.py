"""The second factor: a code from somebody's phone that changes every half minute, and recovery codes without it.

The secret that the phone holds is in no table: it is made from SECRET_KEY, the person and a random salt whenever it is
needed (docs/decisions/0012). Whoever steals the database can make no code.
"""

import secrets
from base64 import b32encode
from hashlib import sha256
from hmac import compare_digest
from time import time

import pyotp
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from launches.models import RecoveryCode, SecondFactor
from launches.problems import Problem
from launches.services import record

ISSUER = "RCS launches"
SECRET_BYTES = 20  # as RFC 4226, section 4 recommends
STEPS_ASIDE = 1  # A clock may be half a minute off, or somebody may type slowly.
RECOVERY_CODES = 10
RECOVERY_BYTES = 15  # 120 bits: so many that a plain hash keeps them (ASVS 5.0, 6.5.2)


class WrongCode(Problem):
    """The code is not the one that the phone shows."""


def new_salt() -> str:
    """What a new secret is made from."""
    return secrets.token_hex(16)


def secret_of(person: User, salt: str, *, key: str | None = None) -> str:
    """The secret that the phone holds, as people type it: 32 letters and digits."""
    made = salted_hmac(
        "launches.second_factor", f"{person.pk}:{salt}", secret=key or settings.SECRET_KEY, algorithm="sha256"
    )
    return b32encode(made.digest()[:SECRET_BYTES]).decode()


def address_for_phone(person: User, salt: str) -> str:
    """The same as an address, which the phone reads from a picture."""
    totp = pyotp.TOTP(secret_of(person, salt))
    return totp.provisioning_uri(name=person.get_username(), issuer_name=ISSUER)


def has(person: User) -> bool:
    """Does signing in ask this person for a code?"""
    return SecondFactor.objects.filter(person=person).exists()


@transaction.atomic
def set_up(person: User, *, salt: str, code: str) -> list[str]:
    """Signing in asks for a code from now on. Answers the recovery codes, which nobody can read again.

    Raises WrongCode when the phone shows another one, and Problem when there is a second factor already.
    """
    step = _step_of(person, salt, _plain(code))
    if step is None:
        raise WrongCode("That is not the code that the phone shows for this secret. Is its clock right?")
    facts = {"salt": salt, "since": timezone.now(), "last_step": step}
    _, is_new = SecondFactor.objects.get_or_create(person=person, defaults=facts)
    if not is_new:
        raise Problem("You have a second factor already. Turn it off first to set up another phone.")
    record.note(person, "Set up a second factor", by=person)
    return _make_recovery_codes(person)


@transaction.atomic
def renew_recovery_codes(person: User) -> list[str]:
    """Ten new recovery codes; the older ones open nothing any more."""
    if not has(person):
        raise Problem("There is no second factor to recover.")
    record.note(person, "Made new recovery codes", by=person)
    return _make_recovery_codes(person)


@transaction.atomic
def take_away(person: User, *, by: User) -> bool:
    """Signing in asks this person for the password alone. Answers whether there was a second factor."""
    RecoveryCode.objects.filter(person=person).delete()
    had_one = bool(SecondFactor.objects.filter(person=person).delete()[0])
    if had_one:
        words = "Turned the second factor off" if by == person else "Took the second factor away"
        record.note(person, words, by=by)
    return had_one


def use(person: User, code: str) -> bool:
    """Is this the code of the moment, or a recovery code? Then it is used up: of two who send it, one is let in."""
    code = _plain(code)
    return _use_code(person, code) if code.isdecimal() else _use_recovery_code(person, code)


def people_without(*codenames: str) -> QuerySet[User]:
    """Who has one of these rights, may sign in, and has no second factor."""
    rights = Permission.objects.filter(content_type__app_label="launches", codename__in=codenames)
    holders = Q(groups__permissions__in=rights) | Q(user_permissions__in=rights) | Q(is_superuser=True)
    return User.objects.filter(holders, is_active=True, second_factor=None).distinct().order_by("username")


def _plain(code: str) -> str:
    """As we write it, however it was typed."""
    return "".join(code.split()).replace("-", "").upper()


def _use_code(person: User, code: str) -> bool:
    factor = SecondFactor.objects.filter(person=person).first()
    step = _step_of(person, factor.salt, code) if factor else None
    if step is None:
        return False
    newer = SecondFactor.objects.filter(person=person, last_step__lt=step)
    return bool(newer.update(last_step=step))


def _use_recovery_code(person: User, code: str) -> bool:
    left = RecoveryCode.objects.left().filter(person=person, digest=_digest(code))
    with transaction.atomic():
        is_used = bool(left.update(used_at=timezone.now()))
        if is_used:
            record.note(person, "Used a recovery code in place of the second factor", by=person)
    return is_used


def _step_of(person: User, salt: str, code: str) -> int | None:
    """The half minute whose code this is, if it is about now. A key that was replaced lately still counts."""
    now = int(time()) // 30
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        totp = pyotp.TOTP(secret_of(person, salt, key=key))
        for step in range(now - STEPS_ASIDE, now + STEPS_ASIDE + 1):
            if compare_digest(totp.generate_otp(step).encode(), code.encode()):
                return step
    return None


def _make_recovery_codes(person: User) -> list[str]:
    RecoveryCode.objects.filter(person=person).delete()
    codes = [b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode() for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(person=person, digest=_digest(code)) for code in codes)
    return ["-".join(code[at : at + 4] for at in range(0, len(code), 4)).lower() for code in codes]


def _digest(code: str) -> str:
    return sha256(code.encode()).hexdigest()
