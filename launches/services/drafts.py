"""Making and changing launches before anybody reviews them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from launches import access, preflight, transitions
from launches.models import Agent, CarrierRegion, Launch, Submission, SubmissionRegion
from launches.models.answers import ANSWERS, LINKS
from launches.problems import BLOCKER, Blocked, ChangedMeanwhile, Finding, NotAllowed
from launches.services import checks, plan, versions
from launches.services.versions import NO_SHEET, Sheet
from launches.statuses import SubmissionKind

WRITTEN = ("launch_name", *ANSWERS, *LINKS)
NEWER = "A newer version of this draft was saved meanwhile, perhaps in another tab."


def create(
    *,
    by: User,
    agent: Agent,
    answers: Mapping[str, Any],
    regions: Sequence[CarrierRegion],
    later: Sequence[CarrierRegion] = (),
    sheet: Sheet = NO_SHEET,
) -> Launch:
    """A launch in draft with its first submission, and what is planned beyond. The same sheet sent twice is one launch.

    Raises NotAllowed, or Blocked when a carrier cannot be chosen or the name is taken.
    """
    if not access.may_begin_launches(by):
        raise NotAllowed("Only Marketing starts launches.")
    if made := made_from(sheet.token, by=by):
        return made
    check(agent, regions, later)
    written = _written(answers) | {"launch_name": answers.get("launch_name") or suggest_name(agent)}
    try:
        with transaction.atomic():
            launch = Launch.objects.create(
                agent=agent,
                created_by=by,
                form_token=sheet.token,
                saved_by=by,
                saved_from=sheet.token,
                saved_sent_at=sheet.sent_at,
                **written,
            )
            submission = Submission.objects.create(
                launch=launch, number=1, kind=SubmissionKind.AGENT_LAUNCH, created_by=by
            )
            _choose(submission, regions)
            plan.write(launch, later)
            transitions.begin(submission, by=transitions.person(by))
    except IntegrityError:
        # A double click: the other one won the race, and its launch is the answer.
        if made := made_from(sheet.token, by=by):
            return made
        raise name_taken(written["launch_name"]) from None
    return launch


def made_from(form_token: UUID | None, *, by: User) -> Launch | None:
    """The launch that this person's form has made already."""
    if form_token is None:
        return None
    return (
        Launch.objects.select_related("agent", "created_by")
        .filter(form_token=form_token, created_by=by)
        .first()
    )


def save(
    launch: Launch,
    *,
    by: User,
    agent: Agent,
    answers: Mapping[str, Any],
    regions: Sequence[CarrierRegion] | None,
    later: Sequence[CarrierRegion] | None = None,
    sheet: Sheet,
) -> Launch:
    """The draft says what was written, and its version has grown. An empty name leaves the one it has.

    With None for the carriers, or for those of later, they stay as they are, unasked. Raises NotAllowed, Blocked, or
    ChangedMeanwhile when another page than this sheet has saved since.
    """
    if not access.may_edit(by, launch):
        raise NotAllowed("Only its author may change a launch, and only before it is reviewed.")
    check(agent, regions, later, launch=launch)
    try:
        with transaction.atomic():
            # Asked again under the lock, of the launch as it is stored now.
            if not access.may_edit(by, transitions.lock(launch.pk)):
                raise NotAllowed("It went to review meanwhile and can no longer be changed.")
            stored = Launch.objects.filter(versions.follows(sheet), pk=launch.pk)
            if not stored.update(agent=agent, **versions.next_one(by, sheet), **_written(answers)):
                raise ChangedMeanwhile(NEWER)
            if regions is not None or later is not None:
                _decide(launch.first_submission(), regions, later)
    except IntegrityError:
        raise name_taken(str(answers.get("launch_name"))) from None
    launch.refresh_from_db(from_queryset=Launch.objects.select_related("agent", "created_by"))
    return launch


def add_carriers(
    launch: Launch,
    *,
    by: User,
    regions: Sequence[CarrierRegion],
    later: Sequence[CarrierRegion] | None = None,
    sheet: Sheet = NO_SHEET,
) -> Submission:
    """A later submission of the launch, in draft: it adds one to five carriers. None leaves the plan as it is.

    Raises NotAllowed, or Blocked when a carrier cannot be chosen.
    """
    if not access.may_add_carriers(by, launch):
        raise NotAllowed(
            "Carriers can be added once Kaleyra has accepted the launch and nothing else is under way."
        )
    check(launch.agent, regions, later, launch=launch)
    try:
        with transaction.atomic():
            transitions.lock(launch.pk)
            submission = begin_later(launch, author=by, by=transitions.person(by), sheet=sheet)
            _decide(submission, regions, later)
    except IntegrityError:
        raise ChangedMeanwhile("Another submission of this launch was started meanwhile.") from None
    launch.refresh_from_db()
    return submission


def begin_later(
    launch: Launch,
    *,
    author: User,
    by: transitions.Actor,
    regions: Sequence[CarrierRegion] = (),
    sheet: Sheet = NO_SHEET,
    is_planned: bool = False,
    reason: str = "",
) -> Submission:
    """The next submission of the launch is a draft of its author. For callers that hold the launch's lock."""
    submission = Submission.objects.create(
        launch=launch,
        number=launch.submissions.count() + 1,
        kind=SubmissionKind.CARRIER_LAUNCH,
        created_by=author,
        is_planned=is_planned,
        reason=reason,
    )
    _choose(submission, regions)
    # Otherwise a page that was opened before would replace these carriers unseen.
    Launch.objects.filter(pk=launch.pk).update(**versions.next_one(by.user, sheet))
    transitions.begin(submission, by=by, reason=reason)
    return submission


def save_carriers(
    submission: Submission,
    *,
    by: User,
    regions: Sequence[CarrierRegion] | None,
    later: Sequence[CarrierRegion] | None = None,
    sheet: Sheet,
) -> Submission:
    """The later submission has these carriers, and the plan those of later; None leaves either as it is.

    Raises NotAllowed, Blocked when a carrier cannot be chosen, or ChangedMeanwhile when another page than this sheet
    has saved since.
    """
    if submission.is_agent_launch or not access.may_edit_carriers(by, submission):
        raise NotAllowed("Only its author may change a submission, and only before it is reviewed.")
    launch = submission.launch
    check(launch.agent, regions, later, launch=launch)
    with transaction.atomic():
        transitions.lock(launch.pk)
        submission.refresh_from_db()
        if not submission.is_editable:
            raise NotAllowed("It went to review meanwhile and can no longer be changed.")
        # What a reviewer has seen names a version: it must not stay the same.
        stored = Launch.objects.filter(versions.follows(sheet), pk=launch.pk)
        if not stored.update(**versions.next_one(by, sheet)):
            raise ChangedMeanwhile(NEWER)
        _decide(submission, regions, later)
    submission.launch.refresh_from_db()
    return submission


def suggest_name(agent: Agent) -> str:
    """A launch name that no launch has yet."""
    base = f"launch_{agent.agent_no}"
    taken = set(Launch.objects.filter(launch_name__startswith=base).values_list("launch_name", flat=True))
    names = (base if number == 1 else f"{base}_{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def check(
    agent: Agent,
    regions: Sequence[CarrierRegion] | None,
    later: Sequence[CarrierRegion] | None,
    *,
    launch: Launch | None = None,
) -> None:
    """Nothing speaks against these carriers, nor against those of later. None stays as it is, and is not asked about.

    Raises Blocked with what does.
    """
    if not regions and not later:
        return
    occupied = checks.occupied_regions(agent, but=launch)
    found = preflight.region_findings(agent, regions or (), occupied)
    if later and not found:
        now = _going_now(launch) if regions is None else regions
        planned = plan.planned_for(launch) if launch else []
        found = preflight.later_findings(agent, now, later, occupied, planned=planned)
    if found:
        raise Blocked(found)


def _going_now(launch: Launch | None) -> list[CarrierRegion]:
    """The carriers of the submission that is being written."""
    submission = launch.open_submission() if launch else None
    return list(submission.chosen_regions()) if submission else []


def name_taken(name: str) -> Blocked:
    """The problem to raise when another launch has this name."""
    why = f"There is already a launch named {name}."
    return Blocked([Finding("launch_name", BLOCKER, why, "Choose another name.")])


def _written(answers: Mapping[str, Any]) -> dict[str, Any]:
    written = {name: answers[name] for name in WRITTEN if name in answers}
    if not written.get("launch_name"):
        written.pop("launch_name", None)
    return written


def _decide(
    submission: Submission,
    regions: Sequence[CarrierRegion] | None,
    later: Sequence[CarrierRegion] | None,
) -> None:
    """These carriers go now and those later; None leaves either as it is, but nothing is asked for twice."""
    if later is not None:
        plan.write(submission.launch, later)
    elif regions is not None:
        plan.drop(submission.launch, regions)
    if regions is not None:
        _choose(submission, regions)


def _choose(submission: Submission, regions: Sequence[CarrierRegion]) -> None:
    SubmissionRegion.objects.filter(submission=submission).delete()
    SubmissionRegion.objects.bulk_create(
        SubmissionRegion(submission=submission, region=region, slot=slot)
        for slot, region in enumerate(regions, 1)
    )
