"""Agents come over from Kaleyra; what a person wrote stays theirs."""

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from launches.models import Agent, ApiCall
from launches.problems import NotAllowed, Problem
from launches.services import agents
from sandbox.server import Sandbox

pytestmark = pytest.mark.django_db


def test_it_adds_every_agent_that_we_did_not_know(sandbox: Sandbox) -> None:
    report = agents.import_from_kaleyra("NA")

    assert (report.added, report.renamed, report.unreadable) == (5, 0, [])
    maple = Agent.objects.get(pod="NA", agent_no="2600")
    assert (maple.name, maple.brand_name, maple.source) == ("Maple Bank", "Maple Bank", "imported")
    # Whether the brand is complete is for a person to say.
    assert maple.missing_brand_data() != []
    call = ApiCall.objects.get()
    assert (call.endpoint, call.pod, call.verdict) == ("agents", "NA", "ok")


def test_it_changes_nothing_the_second_time(sandbox: Sandbox) -> None:
    agents.import_from_kaleyra("NA")

    report = agents.import_from_kaleyra("NA")

    assert (report.added, report.renamed, Agent.objects.count()) == (0, 0, 5)


def test_it_leaves_alone_what_was_written_by_hand(sandbox: Sandbox) -> None:
    Agent.objects.create(pod="NA", agent_no="2600", name="Our own name", contact_name="Dana Reyes")

    report = agents.import_from_kaleyra("NA")

    ours = Agent.objects.get(agent_no="2600")
    assert (report.added, ours.name, ours.contact_name) == (4, "Our own name", "Dana Reyes")


def test_it_follows_a_new_name_of_an_imported_agent(sandbox: Sandbox) -> None:
    Agent.objects.create(pod="NA", agent_no="2600", name="Old name", source="imported")

    report = agents.import_from_kaleyra("NA")

    assert (report.renamed, Agent.objects.get(agent_no="2600").name) == (1, "Maple Bank")


def test_it_reports_rows_of_a_shape_that_nobody_knows(sandbox: Sandbox) -> None:
    sandbox.answer_next("agents-odd", on="agents")

    report = agents.import_from_kaleyra("NA")

    assert len(report.unreadable) > 0
    assert Agent.objects.filter(agent_no="2600").exists()


def test_it_changes_nothing_when_kaleyra_does_not_answer(settings: Settings) -> None:
    # A door that is closed for certain: at the port of a sandbox that has stopped, another test's may begin.
    settings.KALEYRA_PODS = {"NA": {**settings.KALEYRA_PODS["NA"], "base_url": "http://127.0.0.1:1"}}

    with pytest.raises(Problem):
        agents.import_from_kaleyra("NA")

    assert Agent.objects.count() == 0
    assert {call.verdict for call in ApiCall.objects.all()} <= {"try_later", "not_sent"}


def test_it_is_not_for_reviewers(rita: User) -> None:
    with pytest.raises(NotAllowed):
        agents.request_import("NA", by=rita)
