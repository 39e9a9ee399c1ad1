"""What marketing and reviewers say to each other about a launch."""

from django.contrib.auth.models import User
from django.db import transaction

from launches import access, transitions
from launches.models import Comment, Launch
from launches.problems import NotAllowed
from launches.services import reasons


def add(launch: Launch, *, by: User, text: str) -> Comment:
    """The comment stands for everybody who sees the launch, for good, and its followers are told. Kaleyra never is.

    Raises NotAllowed, or Problem when there is nothing to say or too much.
    """
    if not access.may_comment(by):
        raise NotAllowed("Only those who see the launch comment on it.")
    text = reasons.demanded(text, or_say="Write something first.", what="A comment")
    actor = transitions.person(by)
    with transaction.atomic():
        event = transitions.note_comment(launch, by=actor)
        return Comment.objects.create(
            launch=launch, by=by, by_name=actor.name, at=event.at, text=text, event=event
        )


def of(launch_id: int) -> list[Comment]:
    """Everything that was said about this launch, oldest first. One query."""
    return list(Comment.objects.filter(launch=launch_id))
