"""What the overview shows: read-only, a constant number of queries."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from launches import access, counting
from launches.models import Agent, Launch, LaunchRegion, Submission
from launches.services import leaving
from launches.services.expected import Wait, overdue
from launches.statuses import (
    OVERDUE,
    STAND_STILL,
    TROUBLED,
    CarrierState,
    LaunchState,
    Look,
    SubmissionKind,
    SubmissionStatus,
    look,
)
from launches.words import name_of, who_said_no

MOST_ROWS = 8  # of a section; the list of launches has the rest
MOST_WAITS = 200  # that are looked at for whether they are overdue

TILES = (
    LaunchState.NEEDS_ATTENTION,
    LaunchState.IN_REVIEW,
    LaunchState.WITH_CARRIERS,
    LaunchState.PARTLY_LIVE,
    LaunchState.LIVE,
)
# Only while there are some: a zero beside "needs attention" would say that all is well.
RARE_TILES = (LaunchState.UNCONFIRMED, LaunchState.REFUSED)
AT_CARRIERS = (LaunchState.WITH_CARRIERS, LaunchState.PARTLY_LIVE)
TO_SEND = (SubmissionStatus.APPROVED, SubmissionStatus.SENDING)


@dataclass(frozen=True)
class Need:
    """One thing that waits for this person, and why."""

    launch: Launch
    look: Look
    words: str
    reason: str
    at: datetime  # since when
    review: int | None = None  # the submission to decide about, in the admin
    may_be_left: bool = False  # until something goes wrong anew


@dataclass(frozen=True)
class Tile:
    """How many launches are in a state; those in review with whichever of their submissions."""

    state: LaunchState
    look: Look
    count: int

    @property
    def words(self) -> str:
        """The number as it is shown."""
        return counting.in_words(self.count)


@dataclass(frozen=True)
class Board:
    """Everything on the overview."""

    tiles: list[Tile]
    needs: list[Need]
    needs_more: bool  # does more wait for this person than is listed?
    in_review: list[Submission]  # those that others decide about
    in_review_unseen: int  # so many more: below `needs`, or beyond what fits
    to_send: list[Submission]
    under_way: list[Launch]
    went_live: list[LaunchRegion]
    drafts: list[Launch]
    total: int
    has_agents: bool
    marker: str  # the latest event before anything was read: what comes in between is shown twice, not never

    @property
    def is_new(self) -> bool:
        """Has nobody launched anything yet?"""
        return self.total == 0


def board_for(user: User, week_ago: datetime) -> Board:
    """The overview of this person."""
    counts, marker = counting.counted_active()
    needs, needs_more = what_needs(user)
    waiting, total = _in_review()
    # A launch has one submission under way at most, so this is a number of launches too.
    counts[LaunchState.IN_REVIEW] = total
    waits_for_me = {need.review for need in needs}
    in_review = [submission for submission in waiting if submission.pk not in waits_for_me][:MOST_ROWS]
    to_send = Submission.objects.filter(status__in=TO_SEND, launch__archived_at=None)
    drafts = Launch.objects.active().filter(created_by=user, state=LaunchState.DRAFT)
    live = LaunchRegion.objects.filter(state=CarrierState.LIVE, state_since__gte=week_ago)
    return Board(
        tiles=_tiles(counts),
        needs=needs,
        needs_more=needs_more,
        in_review=in_review,
        in_review_unseen=total - len(in_review),
        to_send=list(
            to_send.select_related("launch__agent", "reviewed_by").order_by("reviewed_at", "id")[:MOST_ROWS]
        ),
        under_way=_under_way(),
        went_live=list(live.select_related("region", "launch").order_by("-state_since")[:MOST_ROWS]),
        drafts=list(drafts.select_related("agent").order_by("-id")[:MOST_ROWS]),
        total=sum(counts.values()),
        has_agents=Agent.objects.active().exists(),
        marker=marker,
    )


def _in_review() -> tuple[list[Submission], int]:
    """The submissions that wait for a reviewer, oldest first, as far as they are shown; and how many there are.

    None of them is of an archived launch: what is under way cannot be archived.
    """
    waiting = Submission.objects.waiting()
    return list(waiting.select_related("launch", "submitted_by")[: MOST_ROWS * 2]), waiting.count()


def _under_way() -> list[Launch]:
    """The launches that came to their carriers last, latest first. Two queries: an index knows them, state by state."""
    of_state = (Launch.objects.active().filter(state=state).order_by("-state_since") for state in AT_CARRIERS)
    found = [launch for launches in of_state for launch in launches.select_related("agent")[:MOST_ROWS]]
    return sorted(found, key=lambda launch: launch.state_since, reverse=True)[:MOST_ROWS]


def _tiles(counts: Mapping[LaunchState, int]) -> list[Tile]:
    rare = [state for state in RARE_TILES if counts.get(state)]
    return [Tile(state, look(state), counts.get(state, 0)) for state in (*rare, *TILES)]


def needs_of(user: User) -> list[Need]:
    """What needs this person, as far as it is listed."""
    return what_needs(user)[0]


def what_needs(user: User) -> tuple[list[Need], bool]:
    """Submissions first, oldest first; then launches that stand still or wait too long. And is there more than these?

    Each part has its end; one more is read of each, to know whether it has come.
    """
    submissions, troubled, late = _submissions_for(user), _troubled(user), _overdue(user)
    needs = [_need_of(submission, user) for submission in submissions[: MOST_ROWS * 2]]
    named = {need.launch.pk for need in needs}
    for need in (*_standing_still(troubled[:MOST_ROWS]), *late[:MOST_ROWS]):
        if need.launch.pk not in named:
            needs.append(need)
            named.add(need.launch.pk)
    is_cut = len(submissions) > MOST_ROWS * 2 or len(troubled) > MOST_ROWS or len(late) > MOST_ROWS
    return needs, is_cut


def _troubled(user: User) -> list[Launch]:
    """The launches of this person that stand still, longest first, but those that they left at that.

    Two queries: an index knows them in this order, state by state, so that only as many are looked into as are shown.
    """
    mine = leaving.not_left(Launch.objects.active().filter(created_by=user)).select_related("agent")
    of_state = (mine.filter(state=state).order_by("state_since")[: MOST_ROWS + 1] for state in STAND_STILL)
    found = [launch for launches in of_state for launch in launches]
    return sorted(found, key=lambda launch: launch.state_since)[: MOST_ROWS + 1]


def _standing_still(launches: list[Launch]) -> Iterator[Need]:
    """Each of these with what went wrong. One query more where a carrier said no."""
    said_no: dict[int, list[LaunchRegion]] = {}
    troubled = LaunchRegion.objects.filter(
        launch__in=[launch.pk for launch in launches if launch.regions_troubled], state__in=TROUBLED
    )
    for row in troubled.select_related("region"):
        said_no.setdefault(row.launch_id, []).append(row)
    for launch in launches:
        words = _trouble(launch, said_no.get(launch.pk, []))
        yield Need(launch, look(launch.current_state), words, "", launch.state_since, may_be_left=True)


def _overdue(user: User) -> list[Need]:
    """The launches of this person of which a carrier is overdue, longest wait first."""
    mine = LaunchRegion.objects.filter(launch__created_by=user, launch__archived_at=None)
    late: dict[int, list[Wait]] = {}
    for wait in overdue(mine, most=MOST_WAITS):
        late.setdefault(wait.row.launch_id, []).append(wait)
    needs = []
    for longest, *others in list(late.values())[: MOST_ROWS + 1]:
        words = f"{len(others) + 1} carriers are overdue" if others else f"{longest.row.name} is overdue"
        since = longest.since + longest.expected.late
        needs.append(Need(longest.row.launch, OVERDUE, words, longest.expected.words, since))
    return needs


def _submissions_for(user: User) -> list[Submission]:
    """What waits for this person, oldest first, and one more. A reviewer's take a query of their own, by its index."""
    mine, may_review = Q(created_by=user), access.may_review(user)
    asked = mine & Q(status__in=[SubmissionStatus.SENT_BACK, SubmissionStatus.UNCONFIRMED])
    # A first draft stands among the drafts; a later one would stand nowhere.
    asked |= mine & Q(status=SubmissionStatus.DRAFT, kind=SubmissionKind.CARRIER_LAUNCH)
    if may_review:
        asked |= Q(status=SubmissionStatus.UNCONFIRMED)
    oldest = Coalesce("submitted_at", "created_at")
    found = _with_people(Submission.objects.filter(asked, launch__archived_at=None).order_by(oldest, "id"))
    if may_review:
        others = Q() if settings.LAUNCH_SELF_APPROVAL else ~Q(submitted_by=user) & ~mine
        found += _with_people(Submission.objects.waiting().filter(others))
    return sorted(found, key=lambda one: (one.submitted_at or one.created_at, one.pk))


def _with_people(submissions: QuerySet[Submission]) -> list[Submission]:
    return list(submissions.select_related("launch", "submitted_by", "reviewed_by")[: MOST_ROWS * 2 + 1])


def _need_of(submission: Submission, user: User) -> Need:
    state, launch = submission.state, submission.launch
    if state == SubmissionStatus.SENT_BACK:
        at = submission.reviewed_at or submission.created_at
        words = f"{_name(submission.reviewed_by)} sent it back"
        return Need(launch, look(state), words, submission.reason, at)
    if state == SubmissionStatus.DRAFT:
        return Need(launch, look(state), _of_draft(submission), submission.reason, submission.created_at)
    may_review = submission.pk if access.may_review(user) else None
    at = submission.submitted_at or submission.created_at
    if state == SubmissionStatus.UNCONFIRMED:
        words = "Nobody knows yet whether Kaleyra received it"
        return Need(launch, look(state), words, "", submission.settled_at or at, may_review)
    words = f"{_name(submission.submitted_by)} asks for your review"
    return Need(launch, look(state), words, "", at, may_review)


def _of_draft(submission: Submission) -> str:
    if submission.is_planned:
        return "The next carriers are ready: submit them for review"
    return f"Submission {submission.number} is still a draft"


def _name(user: User | None) -> str:
    return name_of(user) if user else "A reviewer"


def _trouble(launch: Launch, said_no: list[LaunchRegion]) -> str:
    if launch.state == LaunchState.REFUSED:
        return "Kaleyra refused it"
    if said_no:
        return who_said_no(said_no)
    return "The latest submission went wrong"
