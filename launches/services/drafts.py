"""Making and changing launches before anybody reviews them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from launches import access, preflight, transitions
from launches.models import Agent, CarrierRegion, Launch, Submission, SubmissionRegion
from launches.models.launch import ANSWERS
from launches.problems import BLOCKER, Blocked, ChangedMeanwhile, Finding, NotAllowed
from launches.services import checks
from launches.statuses import SubmissionKind

WRITTEN = ("launch_name", *ANSWERS, "video_uris", "screenshot_uris")


def create(
    *,
    by: User,
    agent: Agent,
    answers: Mapping[str, Any],
    regions: Sequence[CarrierRegion],
    form_token: UUID | None = None,
) -> Launch:
    """A launch in draft with its first submission. The same form sent twice is one launch.

    Raises NotAllowed, or Blocked when a carrier cannot be chosen or the name is taken.
    """
    if not by.has_perm("launches.add_launch"):
        raise NotAllowed("Only Marketing starts launches.")
    if form_token and (made := Launch.objects.filter(form_token=form_token, created_by=by).first()):
        return made
    check_regions(agent, regions)
    written = _written(answers) | {"launch_name": answers.get("launch_name") or suggest_name(agent)}
    try:
        with transaction.atomic():
            launch = Launch.objects.create(agent=agent, created_by=by, form_token=form_token, **written)
            submission = Submission.objects.create(
                launch=launch, number=1, kind=SubmissionKind.AGENT_LAUNCH, created_by=by
            )
            _choose(submission, regions)
            transitions.begin(submission, by=transitions.person(by))
    except IntegrityError:
        # A double click: the other one won the race, and its launch is the answer.
        if form_token and (made := Launch.objects.filter(form_token=form_token, created_by=by).first()):
            return made
        raise _name_taken(written["launch_name"]) from None
    return launch


def save(
    launch: Launch,
    *,
    by: User,
    version: int,
    agent: Agent,
    answers: Mapping[str, Any],
    regions: Sequence[CarrierRegion],
) -> Launch:
    """The draft says what was written, and its version has grown.

    Raises NotAllowed, Blocked, or ChangedMeanwhile when `version` is no longer the latest.
    """
    if not access.may_edit(by, launch):
        raise NotAllowed("Only its author may change a launch, and only before it is reviewed.")
    check_regions(agent, regions, but=launch)
    try:
        with transaction.atomic():
            transitions.lock(launch.pk)
            if not access.may_edit(by, launch):  # Again, now that nobody else can move it.
                raise NotAllowed("It went to review meanwhile and can no longer be changed.")
            stored = Launch.objects.filter(pk=launch.pk, version=version)
            if not stored.update(
                agent=agent, version=version + 1, updated_at=timezone.now(), **_written(answers)
            ):
                raise ChangedMeanwhile(
                    "A newer version of this draft was saved meanwhile, perhaps in another tab."
                )
            _choose(launch.first_submission(), regions)
    except IntegrityError:
        raise _name_taken(str(answers.get("launch_name"))) from None
    launch.refresh_from_db()
    return launch


def add_carriers(launch: Launch, *, by: User, regions: Sequence[CarrierRegion]) -> Submission:
    """A later submission of the launch, in draft: it adds one to five carriers.

    Raises NotAllowed, or Blocked when a carrier cannot be chosen.
    """
    if not access.may_add_carriers(by, launch):
        raise NotAllowed(
            "Carriers can be added once Kaleyra has accepted the launch and nothing else is under way."
        )
    check_regions(launch.agent, regions)
    try:
        with transaction.atomic():
            transitions.lock(launch.pk)
            submission = Submission.objects.create(
                launch=launch,
                number=launch.submissions.count() + 1,
                kind=SubmissionKind.CARRIER_LAUNCH,
                created_by=by,
            )
            _choose(submission, regions)
            transitions.begin(submission, by=transitions.person(by))
    except IntegrityError:
        raise ChangedMeanwhile("Another submission of this launch was started meanwhile.") from None
    return submission


def save_carriers(submission: Submission, *, by: User, regions: Sequence[CarrierRegion]) -> Submission:
    """The later submission has these carriers.

    Raises NotAllowed, or Blocked when a carrier cannot be chosen.
    """
    if submission.is_agent_launch or not access.may_edit_carriers(by, submission):
        raise NotAllowed("Only its author may change a submission, and only before it is reviewed.")
    check_regions(submission.launch.agent, regions)
    with transaction.atomic():
        transitions.lock(submission.launch_id)
        submission.refresh_from_db()
        if not submission.is_editable:
            raise NotAllowed("It went to review meanwhile and can no longer be changed.")
        _choose(submission, regions)
        # What a reviewer has seen names a version: it must not stay the same.
        launch = submission.launch
        Launch.objects.filter(pk=launch.pk).update(version=launch.version + 1, updated_at=timezone.now())
    submission.launch.refresh_from_db()
    return submission


def suggest_name(agent: Agent) -> str:
    """A launch name that no launch has yet."""
    base = f"launch_{agent.agent_no}"
    taken = set(Launch.objects.filter(launch_name__startswith=base).values_list("launch_name", flat=True))
    names = (base if number == 1 else f"{base}_{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def occupied_regions(agent: Agent, *, but: Launch | None = None) -> dict[int, str]:
    """Why a carrier cannot be chosen again for this agent, by region id: on its way, live, or in another submission."""
    holds = checks.holds_of([agent.pk])[agent.pk]
    return checks.reasons(holds, but=but.pk if but else None)


def check_regions(agent: Agent, regions: Sequence[CarrierRegion], *, but: Launch | None = None) -> None:
    """Nothing speaks against these carriers. Raises Blocked with what does."""
    if found := preflight.region_findings(agent, regions, occupied_regions(agent, but=but)):
        raise Blocked(found)


def _written(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {name: answers[name] for name in WRITTEN if name in answers}


def _choose(submission: Submission, regions: Sequence[CarrierRegion]) -> None:
    SubmissionRegion.objects.filter(submission=submission).delete()
    SubmissionRegion.objects.bulk_create(
        SubmissionRegion(submission=submission, region=region, slot=slot)
        for slot, region in enumerate(regions, 1)
    )


def _name_taken(name: str) -> Blocked:
    return Blocked(
        [
            Finding(
                "launch_name",
                BLOCKER,
                f"There is already a launch named {name}.",
                "Choose another name.",
            )
        ]
    )
