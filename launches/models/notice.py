"""Notices: who follows which launch, what they were told, and what of it they have read."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q

from launches.models.history import StatusEvent
from launches.models.launch import Launch
from launches.models.mail import Mail
from launches.statuses import COMMENTED, NOTED, CarrierState, SubmissionStatus
from launches.written import Written

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MAY_REVIEW = "launches.review_submission"
# Which rows of history followers are told, by subject. That a carrier has it or thinks about it is no news; that a
# submission is a draft is, when its author withdrew it.
NEWS: dict[str, frozenset[str]] = {
    "submission": frozenset(
        {
            SubmissionStatus.IN_REVIEW,
            SubmissionStatus.SENT_BACK,
            SubmissionStatus.ACCEPTED,
            SubmissionStatus.REFUSED,
            SubmissionStatus.UNCONFIRMED,
        }
    ),
    "launch_region": frozenset({*CarrierState, NOTED} - {CarrierState.SUBMITTED, CarrierState.PENDING}),
    "launch": frozenset({COMMENTED}),
}


def is_news(event: StatusEvent) -> bool:
    """Is this told to followers?"""
    return event.is_withdrawal or event.to_state in NEWS.get(event.subject, ())


class FollowQuerySet(models.QuerySet["Follow"]):
    """Named reads of follows, and how they begin."""

    def on(self) -> "FollowQuerySet":
        """Those that nobody has stopped."""
        return self.filter(stopped_at=None)

    def begin(self, launch_id: int, person: "User") -> None:
        """This person follows, unless they did already or have said that they do not want to."""
        self.bulk_create([Follow(launch_id=launch_id, person=person)], ignore_conflicts=True)


class Follow(models.Model):
    """One person is told about one launch."""

    launch = models.ForeignKey(Launch, on_delete=models.PROTECT, related_name="follows")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="follows")
    # Who stops keeps the row, so that nothing they do later makes them follow again against their will.
    stopped_at = models.DateTimeField(null=True, blank=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("launch", "person"), name="follow_once_per_person"),)

    def __str__(self) -> str:
        return f"{self.person} follows {self.launch}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Named reads of notices, and the one way in which they come to be."""

    def unread(self) -> "NoticeQuerySet":
        """Those that the person has not seen."""
        return self.filter(read_at=None)

    def tell(self, events: Iterable[StatusEvent]) -> None:
        """Every follower but who did it has a notice of each of these that is news. In the events' own transaction.

        What waits for review is told to everybody who may review, until somebody has decided.
        """
        followers: dict[int, set[int]] = {}
        notices = []
        for event in events:
            if event.ends_review:
                self._settle_requests(event)
            launch = event.launch_id
            if launch is None or not is_news(event):
                continue
            if launch not in followers:
                followers[launch] = {person for (person,) in _FOLLOWERS.rows(launch)}
            reviewers = _reviewers(launch) if event.asks_for_review else set()
            people = (followers[launch] | reviewers) - {event.actor_id}
            notices += [Notice(person_id=person, launch_id=launch, event=event) for person in sorted(people)]
        self.bulk_create(notices)

    def _settle_requests(self, event: StatusEvent) -> None:
        """Nobody is asked any more to decide what has been decided."""
        asked = StatusEvent.objects.filter(
            submission=event.submission_id, subject="submission", to_state=SubmissionStatus.IN_REVIEW
        )
        # By number: of a long history of notices, only those of these events are looked at.
        self.unread().filter(
            launch=event.launch_id, event__in=list(asked.values_list("pk", flat=True))
        ).update(read_at=event.at)


class Notice(models.Model):
    """One person is told of one row of history, once. It counts as unread until they have read it."""

    # Found by person alone: the indexes below serve that, and one for each key would only cost every write.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices", db_index=False
    )
    launch = models.ForeignKey(Launch, on_delete=models.PROTECT, related_name="notices", db_index=False)
    event = models.ForeignKey(StatusEvent, on_delete=models.PROTECT, related_name="notices", db_index=False)
    read_at = models.DateTimeField(null=True, blank=True)
    # The letter that tells it: at most one, ever.
    mail = models.ForeignKey(Mail, on_delete=models.PROTECT, null=True, blank=True, related_name="notices")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-event_id",)
        indexes = (
            # Every page asks how many are unread.
            models.Index(fields=("person", "launch"), condition=Q(read_at=None), name="notice_unread"),
        )
        constraints = (models.UniqueConstraint(fields=("person", "event"), name="notice_once_per_person"),)

    def __str__(self) -> str:
        return f"{self.event} for {self.person}"


# Asked for every event: Django took longer to write it than the database to answer.
_FOLLOWERS = Written[tuple[int]](
    lambda launch: Follow.objects.on().filter(launch=launch, person__is_active=True).values_list("person"),
    int,
)


def _reviewers(launch_id: int) -> set[int]:
    """Whoever may review, but those who have said that they do not want to hear of this launch."""
    may = get_user_model().objects.with_perm(MAY_REVIEW, backend="django.contrib.auth.backends.ModelBackend")
    stopped = Follow.objects.filter(launch=launch_id, stopped_at__isnull=False)
    return set(may.exclude(pk__in=stopped.values("person")).values_list("pk", flat=True))
