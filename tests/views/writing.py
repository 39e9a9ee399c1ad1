"""Agents, carriers and typed forms for the tests of the pages where a launch is written."""

from uuid import uuid4

from launches.models import Agent, CarrierRegion, Launch, StatusEvent
from launches.statuses import CarrierState

ANSWERS = {
    "optin_description": "On https://shop.example.com/checkout customers tick an empty box: “Send me updates”.",
    "trigger_description": "Within five minutes of an order the customer gets a confirmation from the agent.",
    "interactions_description": "Order updates with a button “Track my order”. HELP and STOP are understood.",
    "optout_description": "On STOP we reply: “Example Shop: you will get no more messages. START to return.”",
    "agent_access_instructions": "Send START from any invited device; invitations: rcs-tests@example.com.",
}
SCREENSHOTS = "https://www.example.com/uris\nhttps://www.example.com/more"
VIDEOS = "https://www.example.com/videos"


def make_agent(pod="IN", agent_no="48900", **facts):
    """An agent whose brand checklist is complete unless said otherwise."""
    complete = {
        "name": f"Agent {agent_no}",
        "contact_name": "Asha Rao",
        "contact_email": "asha@example.com",
        "website": "https://example.com",
        "contacts_confirmed": True,
    }
    return Agent.objects.create(pod=pod, agent_no=agent_no, **complete | facts)


def make_region(country="Germany", carrier="Telekom", pod="IN", **facts):
    """One carrier in the catalogue."""
    region = _region(country, carrier, pod, **facts)
    region.save()
    return region


def make_regions(number, pod="IN", country="Germany"):
    """So many carriers of one country: Carrier 001, Carrier 002 …"""
    carriers = (f"Carrier {count:03}" for count in range(1, number + 1))
    return CarrierRegion.objects.bulk_create(_region(country, carrier, pod) for carrier in carriers)


def _region(country, carrier, pod, **facts):
    usual = {"management_type": "GOOGLE_MANAGED", "hosting_region": "HOSTING_REGION_EUROPE"}
    return CarrierRegion(
        pod=pod,
        remote_id=str(uuid4()),
        display_name=f"{country}: {carrier}",
        country=country,
        carrier=carrier,
        **usual | facts,
    )


def typed(agent, regions, /, **changes):
    """A whole form as a browser sends it, with changes; None leaves a field out."""
    sent = {
        "agent": str(agent.pk),
        **ANSWERS,
        "screenshot_uris": SCREENSHOTS,
        "video_uris": VIDEOS,
        "regions": [str(region.pk) for region in regions],
        "launch_name": "spring_sale",
        "form_token": str(uuid4()),
        "version": "1",
        "action": "save",
        **changes,
    }
    return {name: value for name, value in sent.items() if value is not None}


def stored_draft(launch):
    """What the database says about the draft now: an answer, the name, the version, the carriers."""
    now = Launch.objects.get(pk=launch.pk)
    chosen = list(now.first_submission().chosen_regions())
    return now.optin_description, now.launch_name, now.version, chosen


def accept(launch, state=CarrierState.PENDING):
    """The launch as if Kaleyra had accepted it, with each of its carriers in this state."""
    submission = launch.first_submission()
    launch.agent_launch_id = str(uuid4())
    launch.save()
    submission.status = "accepted"
    submission.reviewed_by, submission.reviewed_at = launch.created_by, launch.created_at
    submission.payload, submission.payload_sha256 = "{}", "0" * 64
    submission.save()
    for region in submission.regions.all():
        launch.launch_regions.create(
            region=region, submission=submission, state=state, state_since=launch.created_at
        )
    return Launch.objects.get(pk=launch.pk)


def history_of(launch):
    """What happened to the submissions of this launch, in order."""
    events = StatusEvent.objects.filter(launch=launch, subject="submission").order_by("id")
    return [f"{event.from_state} > {event.to_state}".strip() for event in events]
