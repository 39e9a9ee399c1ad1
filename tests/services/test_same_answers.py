"""An answer that is the same to the letter is not read again, and hides nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from launches import transitions
from launches.models import ApiCall, CarrierRegion, Checking, Launch, StateCode
from launches.services import asking, claims, meanings, outcomes, retention
from launches.services.readings import Readings
from launches.statuses import SubmissionStatus
from tests.factories import carriers_of, make_accepted, make_agent, make_launch, make_more
from tests.services.rounds import ask, in_seconds, make_due
from tests.services.saying import STATES, Kaleyra

pytestmark = pytest.mark.django_db


@pytest.fixture
def they(sandbox, kaleyra, mona, rita):
    """A Kaleyra that has taken a launch, the only one."""
    make_accepted(mona, rita)
    they = Kaleyra()
    kaleyra(they.play)
    return they


@pytest.fixture
def launch(they):
    """A launch whose answer was read, and said nothing new."""
    launch = ask(Launch.objects.get(), times=2)
    assert launch.checking.last_answer is not None
    return launch


def how_it_was_taken(launch):
    """Whether the next answer was read, by what is kept of it."""
    ask(launch)
    return "the same" if launch.api_calls.first().same_as else "read"


def test_it_keeps_of_the_same_answer_only_that_it_came(launch):
    first = launch.api_calls.first()

    ask(launch)

    call = launch.api_calls.first()
    assert call.same_as == first
    assert (call.http_status, call.code, call.verdict, call.is_connected) == (200, "RCS902", "ok", True)
    assert (call.url, call.request_headers, call.response_headers, call.response_body) == ("", {}, {}, "")
    assert call.whole == first
    assert "ACTIVE" in first.response_body
    assert call.started_at > first.started_at
    assert launch.checking.checked_at > call.started_at
    assert (launch.checking.lease_until, launch.checking.last_answer) == (None, first)
    assert (
        timedelta(seconds=9) <= launch.checking.next_at - launch.checking.checked_at <= timedelta(seconds=10)
    )


def test_it_forgets_that_it_failed_and_broke_when_the_same_answer_comes(launch):
    Checking.objects.update(failures=3, problem="No answer.", failing_since=timezone.now())

    assert how_it_was_taken(launch) == "the same"

    assert (launch.checking.failures, launch.checking.problem, launch.checking.failing_since) == (0, "", None)


def test_it_reads_what_is_new_and_once_more_before_it_recognises_that(launch, they):
    they.says({"Canada: Bell": 3, "Canada: Rogers": 2})

    taken = [how_it_was_taken(launch) for _ in range(3)]

    assert taken == ["read", "read", "the same"]
    assert carriers_of(launch) == {"Canada: Bell": "live", "Canada: Rogers": "pending"}


def test_it_reads_an_answer_again_that_comes_back_after_another(launch, they):
    they.says({"Canada: Bell": 2})
    ask(launch)
    assert launch.launch_regions.filter(is_listed=True).count() == 1

    they.says(STATES)

    assert how_it_was_taken(launch) == "read"
    assert launch.launch_regions.filter(is_listed=True).count() == 2


@pytest.fixture
def change(launch, ada, mona, rita):
    """What of ours changes, by name."""

    def roll_up():
        transitions.roll_up(launch.pk, by=transitions.WORKER)

    def begin():
        make_more(launch, mona, rita, "Canada: Telus")

    def give_code():
        meanings.give(StateCode(code="77", state="live"), by=ada)

    def rename():
        CarrierRegion.objects.filter(display_name="Canada: Bell").update(region_name="Bell")

    def add_agent():
        make_agent("77001")

    def renumber():
        type(launch.agent).objects.update(agent_no="77002")

    def wait_a_day():
        ApiCall.objects.update(started_at=timezone.now() - claims.RECOGNISED)

    def purge():
        ApiCall.objects.update(started_at=timezone.now() - timedelta(days=92))
        retention.purge()
        ApiCall.objects.update(started_at=timezone.now())

    return locals()


@pytest.mark.parametrize(
    "what", ["roll_up", "begin", "give_code", "rename", "add_agent", "renumber", "wait_a_day", "purge"]
)
def test_it_reads_the_same_answer_again_once_anything_of_ours_has_changed(launch, change, what):
    assert how_it_was_taken(launch) == "the same"

    change[what]()

    assert [how_it_was_taken(launch) for _ in range(2)] == ["read", "the same"]


def test_it_asks_again_at_once_when_something_of_ours_changed_while_it_asked(launch, they, ada, mona):
    tomorrow = timezone.now() + timedelta(days=1)
    Checking.objects.create(launch=make_launch(mona, carriers=["Canada: Telus"]), next_at=tomorrow)
    they.says({"Canada: Bell": 9, "Canada: Rogers": 2})
    ask(launch, times=2)
    make_due()
    readings = Readings()
    (mine,) = claims.claim(1, readings)
    came = asking.ask(mine)
    code = StateCode.objects.get(code="9")
    code.state = "rejected"
    meanings.give(code, by=ada)
    checked_at = launch.checking.checked_at

    outcomes.Writer(readings).write([came])

    launch.refresh_from_db()
    assert came.same is not None
    assert (launch.checking.lease_until, launch.checking.checked_at) == (None, checked_at)
    assert in_seconds(launch.checking.next_at) <= 0
    assert Checking.objects.exclude(pk=launch.pk).get().next_at == tomorrow
    assert how_it_was_taken(launch) == "read"
    assert carriers_of(launch)["Canada: Bell"] == "rejected"


def test_it_keeps_the_exchange_of_a_same_answer_that_could_not_be_written_and_reads_the_next(launch, mona):
    Checking.objects.update(failures=1)
    another = Launch.objects.create(launch_name="another", agent=launch.agent, created_by=mona)
    tomorrow = timezone.now() + timedelta(days=1)
    Checking.objects.create(launch=another, next_at=tomorrow)  # without failures
    connection.check_constraints()
    with connection.cursor() as cursor:  # a rule that two launches without failures break
        cursor.execute("CREATE UNIQUE INDEX poison ON launches_checking (failures)")

    assert how_it_was_taken(launch) == "the same"

    assert (launch.checking.failures, launch.checking.problem) == (2, "The answer could not be written.")
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX poison")
    assert [how_it_was_taken(launch) for _ in range(2)] == ["read", "the same"]
    assert launch.checking.failures == 0


def test_it_writes_no_same_answer_that_came_after_somebody_elses(launch, they):
    make_due()
    (mine,) = claims.claim(1, Readings())
    slow = asking.ask(mine)
    they.says({"Canada: Bell": 3, "Canada: Rogers": 3})
    ask(launch)  # my lease has ended meanwhile
    next_at = launch.checking.next_at

    outcomes.Writer(Readings()).write([slow])

    launch.refresh_from_db()
    assert (launch.checking.next_at, launch.checking.lease_until) == (next_at, None)
    assert launch.api_calls.first().same_as is not None  # it came all the same


def test_it_never_takes_for_the_same_what_may_prove_an_unconfirmed_submission(launch, they, mona, rita):
    submission = make_more(launch, mona, rita, "Canada: Telus")
    transitions.move(submission, SubmissionStatus.UNCONFIRMED, by=transitions.WORKER)
    assert [how_it_was_taken(launch) for _ in range(3)] == ["read"] * 3

    they.says(STATES | {"Canada: Telus": 2})
    ask(launch)

    submission.refresh_from_db()
    assert submission.status == SubmissionStatus.ACCEPTED
    assert carriers_of(launch)["Canada: Telus"] == "pending"


def test_it_reads_what_comes_from_the_other_address(launch, they, settings):
    settings.KALEYRA_PATH_FORM = "prose"

    assert [how_it_was_taken(launch) for _ in range(2)] == ["read", "the same"]
