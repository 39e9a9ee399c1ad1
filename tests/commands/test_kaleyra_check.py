"""`manage.py kaleyra_check` says what works and changes nothing."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from launches.models import Agent, ApiCall, CarrierRegion, PodHealth
from launches.services import regions
from sandbox.server import Sandbox

pytestmark = pytest.mark.django_db
Check = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def check(sandbox: Sandbox) -> Check:
    """Run the command: its exit status and its lines."""

    def run(*arguments: str) -> tuple[int, list[str]]:
        said = StringIO()
        try:
            call_command("kaleyra_check", *arguments, stdout=said)
        except SystemExit as ending:
            return int(ending.code or 0), said.getvalue().splitlines()
        return 0, said.getvalue().splitlines()

    return run


def test_it_reads_regions_and_agents_of_every_pod(check: Check, sandbox: Sandbox) -> None:
    status, lines = check()

    assert status == 0
    assert "ok     Regions: the key may read them; 110 carriers, 105 of them enabled" in lines
    assert "ok     Regions: the key may read them; 34 carriers, 32 of them enabled" in lines
    assert lines.count("ok       none of them is known here yet: the worker brings them in") == 2
    assert "ok     regions: the curl form of the path works" in lines
    assert {request.method for request in sandbox.requests} == {"GET"}


def test_it_changes_nothing_here(check: Check) -> None:
    check()

    assert (CarrierRegion.objects.count(), Agent.objects.count()) == (0, 0)
    assert (ApiCall.objects.count(), PodHealth.objects.count()) == (0, 0)


def test_it_names_the_differences_from_our_catalogue(check: Check) -> None:
    regions.sync("NA")
    CarrierRegion.objects.filter(display_name="Canada: Bell").update(remote_id="another")
    CarrierRegion.objects.filter(display_name="Canada: Telus").update(carrier_enabled=False)

    status, lines = check("--pod", "NA")

    assert status == 0
    assert "ok       new to us: Canada: Bell" in lines
    assert "ok       now enabled: Canada: Telus" in lines
    assert "ok       no longer listed: Canada: Bell" in lines


def test_it_says_which_path_form_won(check: Check, sandbox: Sandbox) -> None:
    sandbox.answer_next("prose-only-404", on="regions", times=2)

    status, lines = check("--pod", "NA")

    assert status == 0
    assert "ok     regions: the prose form of the path works" in lines


def test_it_fails_when_the_key_is_not_accepted(check: Check, settings: Settings) -> None:
    settings.KALEYRA_PODS = {"NA": {**settings.KALEYRA_PODS["NA"], "api_key": "not-the-key"}}

    status, lines = check()

    assert status == 1
    wrong = [line for line in lines if line.startswith("WRONG")]
    assert len(wrong) == 2
    assert all("Kaleyra did not accept our API key." in line for line in wrong)
    assert not any("not-the-key" in line for line in lines)


def test_it_fails_when_nobody_answers(check: Check, sandbox: Sandbox) -> None:
    sandbox.stop()

    status, lines = check("--pod", "IN")

    assert status == 1
    assert [line[:14] for line in lines if line.startswith("WRONG")] == ["WRONG  Regions", "WRONG  Agents:"]


def test_it_names_the_variables_of_a_pod_without_an_account(check: Check, settings: Settings) -> None:
    settings.KALEYRA_PODS = {"NA": settings.KALEYRA_PODS["NA"]}

    with pytest.raises(CommandError, match="KALEYRA_IN_SID"):
        check("--pod", "IN")
