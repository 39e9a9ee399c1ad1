"""People who have left: their sessions end, and after some years their names become numbers. What they did stays."""

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from launches.models import Brake, Comment, Departure, Follow, RecoveryCode, SecondFactor, StatusEvent
from launches.services import sessions


def note_standing(user: User) -> None:
    """Whoever may no longer sign in is signed out everywhere and has left; whoever may has not."""
    if user.is_active:
        Departure.objects.filter(user=user, pseudonymised_at=None).delete()
    else:
        sessions.end_all(user)
        Departure.objects.get_or_create(user=user, defaults={"at": timezone.now()})


def pseudonym(user: User) -> str:
    """What somebody is called once their name is taken away. The database knows this form (migration 0016)."""
    return f"Former colleague {user.pk}"


@transaction.atomic
def pseudonymise(user: User) -> None:
    """Nothing says any more who this was; that it was one and the same person everywhere can still be told.

    The seals of history hold: they tie the number of a person, not the name.
    """
    name = pseudonym(user)
    StatusEvent.objects.filter(actor=user).exclude(actor_name=name).update(actor_name=name)
    Comment.objects.filter(by=user).exclude(by_name=name).update(by_name=name)
    Brake.objects.filter(pulled_by=user).update(pulled_by_name=name)
    Brake.objects.filter(released_by=user).update(released_by_name=name)
    kind = ContentType.objects.get_for_model(User)
    LogEntry.objects.filter(content_type=kind, object_id=str(user.pk)).update(object_repr=name)
    for trace in (AccessAttempt, AccessFailureLog, AccessLog):
        trace.objects.filter(username=user.get_username()).delete()
    for theirs in (Follow, RecoveryCode, SecondFactor):
        theirs.objects.filter(person=user).delete()
    user.username, user.first_name, user.last_name, user.email = f"former-{user.pk}", "", name, ""
    user.set_unusable_password()
    user.save()
    Departure.objects.filter(user=user).update(pseudonymised_at=timezone.now())
