"""Agents, carriers and launches as far along as a test wants them, by the same verbs that people use."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User
from django.utils import timezone

from launches.models import Agent, CarrierRegion, Launch, StatusEvent, Submission
from launches.services import delivery, drafts, epoch, plan, review
from launches.statuses import SubmissionStatus
from sandbox import catalogue

CARRIERS = ("Canada: Bell", "Canada: Rogers")
ANSWERS: dict[str, Any] = {
    "optin_description": "People tick an empty box on https://maple.example/alerts and confirm by SMS.",
    "trigger_description": "A welcome message is sent within five minutes after the box was ticked.",
    "interactions_description": "Balance alerts with a button to the details, and answers to HELP and AGENT.",
    "optout_description": "After STOP we reply: You will get no more messages from Maple Bank.",
    "agent_access_instructions": "Send the keyword DEMO to the agent; we add your number within a day.",
    "video_uris": ["https://maple.example/walk.mp4"],
    "screenshot_uris": ["https://maple.example/opt-in.png"],
}


def make_agent(agent_no: str = "2600", *, pod: str = "NA", **about: Any) -> Agent:
    """An agent whose brand checklist is complete, made once per number and pod."""
    brand = {
        "name": f"Agent {agent_no}",
        "brand_name": "Maple Bank",
        "contact_name": "Dana Reyes",
        "contact_email": "dana@maple.example",
        "website": "https://maple.example",
        "contacts_confirmed": True,
    }
    return Agent.objects.get_or_create(agent_no=agent_no, pod=pod, defaults=brand | about)[0]


def make_region(name: str = "Canada: Bell", *, pod: str = "NA", **about: Any) -> CarrierRegion:
    """A carrier, made once per name and pod; one that the sandbox knows has the sandbox's ids."""
    known = catalogue.find(pod, name)
    country, _, carrier = name.partition(": ")
    facts = {
        "remote_id": known.id if known else str(uuid4()),
        "region_name": known.region_name if known else f"/v1/regions/{uuid4()}",
        "country": country,
        "carrier": carrier,
    }
    return CarrierRegion.objects.get_or_create(pod=pod, display_name=name, defaults=facts | about)[0]


def make_launch(
    by: User, *, agent: Agent | None = None, carriers: Sequence[str] = CARRIERS, **answers: Any
) -> Launch:
    """A draft with good answers, for these carriers."""
    agent = agent or make_agent()
    regions = [make_region(name, pod=agent.pod) for name in carriers]
    return drafts.create(by=by, agent=agent, answers=ANSWERS | answers, regions=regions)


def make_submitted(by: User, **about: Any) -> Submission:
    """A first submission that waits for a reviewer."""
    submission = make_launch(by, **about).first_submission()
    review.submit(submission, by=by)
    return submission


def approve(submission: Submission, reviewer: User) -> Submission:
    """The submission, approved as it stands."""
    review.approve(submission, by=reviewer, version=Launch.objects.get(pk=submission.launch_id).version)
    return submission


def make_approved(by: User, reviewer: User, **about: Any) -> Submission:
    """A first submission that may be sent."""
    return approve(make_submitted(by, **about), reviewer)


def make_accepted(by: User, reviewer: User, **about: Any) -> Launch:
    """A launch that the sandbox has taken."""
    submission = make_approved(by, reviewer, **about)
    delivery.deliver(submission.pk)
    submission.refresh_from_db()
    assert submission.status == SubmissionStatus.ACCEPTED, submission.reason
    return submission.launch


def make_more(launch: Launch, by: User, reviewer: User, *carriers: str) -> Submission:
    """A later submission of the launch, approved."""
    regions = [make_region(name, pod=launch.agent.pod) for name in carriers]
    submission = drafts.add_carriers(launch, by=by, regions=regions)
    review.submit(submission, by=by)
    return approve(submission, reviewer)


def put(submission: Submission, status: SubmissionStatus) -> Submission:
    """The approved submission, in any other state, written past the one door."""
    facts: dict[str, object] = {"status": status}
    if status == SubmissionStatus.SENDING:
        assert epoch.is_ours()  # as the worker asks before it claims anything
        facts |= {"attempt": uuid4(), "lease_until": timezone.now()}
    Submission.objects.filter(pk=submission.pk).update(**facts)
    submission.refresh_from_db()
    return submission


def chosen(submission: Submission) -> list[str]:
    """The carriers that it asks for, by name, in the order of choosing."""
    return [region.display_name for region in submission.chosen_regions()]


def planned(launch: Launch) -> list[str]:
    """The carriers that it asks for later, by name, in their order."""
    return [region.display_name for region in plan.planned_for(launch)]


def history_of(thing: Submission | Launch) -> list[str]:
    """Its own changes of state as "from > to", oldest first."""
    if isinstance(thing, Submission):
        events = StatusEvent.objects.filter(subject="submission", submission=thing)
    else:
        events = StatusEvent.objects.filter(subject="launch", launch=thing)
    return [f"{event.from_state or 'new'} > {event.to_state}" for event in events]


def carriers_of(launch: Launch) -> dict[str, str]:
    """What each carrier of the launch says, by its name."""
    return {row.name: row.state for row in launch.launch_regions.select_related("region")}


def story_of(launch: Launch, carrier: str) -> list[str]:
    """The changes of one carrier of the launch as "from > to", oldest first."""
    events = StatusEvent.objects.filter(subject="launch_region", launch=launch)
    return [
        f"{event.from_state or 'new'} > {event.to_state}"
        for event in events.select_related("launch_region__region")
        if event.launch_region and event.launch_region.name == carrier
    ]
