"""An answer that is the same to the letter is not read again, and hides nothing."""

from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

from launches import transitions
from launches.models import ApiCall, CarrierRegion, Launch, StateCode, StatusEvent
from launches.services import asking, claims, desk, meanings, outcomes, retention
from launches.services.readings import Readings
from launches.statuses import SubmissionStatus
from tests.contract.faultserver import says
from tests.factories import carriers_of, make_accepted, make_agent, make_more
from tests.services.rounds import ask, in_seconds, make_due

pytestmark = pytest.mark.django_db

STATES = {"Canada: Bell": 2, "Canada: Rogers": 2}


class Kaleyra:
    """Says of every launch what it is told to say."""

    def __init__(self):
        self.says()

    def says(self, states=STATES, **facts):
        """This, until told otherwise."""
        rows = [{"region": name, "launch_state": state} for name, state in states.items()]
        self.data = {"launch": {"status": "ACTIVE", **facts}, "regions": rows}

    def play(self, peer):
        """The answer, over a connection that stays open."""
        says({"code": "RCS902", "data": self.data}, keep=True)(peer)


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
    assert launch.last_answer is not None
    return launch


def how_it_was_taken(launch):
    """Whether the next answer was read, by what is kept of it."""
    ask(launch)
    return "the same" if launch.api_calls.first().same_as else "read"


def rows_of(launch):
    facts = (
        "region__display_name",
        "state",
        "state_code",
        "is_listed",
        "is_stated",
        "entry_point",
        "went_back_at",
    )
    return [(*row[:-1], row[-1] is None) for row in launch.launch_regions.order_by("pk").values_list(*facts)]


def all_of(launch):
    """What is known of it, and how it came to be known."""
    launch.refresh_from_db()
    events = StatusEvent.objects.filter(launch=launch).order_by("id")
    told = list(events.values_list("subject", "from_state", "to_state", "raw_code"))
    return rows_of(launch), told, launch.state, launch.remote_status, launch.check_problem


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
    assert launch.checked_at > call.started_at
    assert {row.checked_at for row in launch.launch_regions.all()} == {launch.checked_at}
    assert (launch.check_lease_until, launch.last_answer) == (None, first)
    assert 8 < in_seconds(launch.next_check_at) <= 10


def test_it_forgets_that_it_failed_and_broke_when_the_same_answer_comes(launch):
    Launch.objects.update(check_failures=3, check_problem="No answer.", check_failing_since=timezone.now())

    assert how_it_was_taken(launch) == "the same"

    assert (launch.check_failures, launch.check_problem, launch.check_failing_since) == (0, "", None)


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


def test_it_asks_again_at_once_when_something_of_ours_changed_while_it_asked(launch, they, ada):
    they.says({"Canada: Bell": 9, "Canada: Rogers": 2})
    ask(launch, times=2)
    make_due()
    readings = Readings()
    (mine,) = claims.claim(1, readings)
    came = asking.ask(mine)
    code = StateCode.objects.get(code="9")
    code.state = "rejected"
    meanings.give(code, by=ada)
    checked_at = launch.checked_at

    outcomes.Writer(readings).write([came])

    launch.refresh_from_db()
    assert came.same is not None
    assert (launch.check_lease_until, launch.checked_at) == (None, checked_at)
    assert in_seconds(launch.next_check_at) <= 0
    assert how_it_was_taken(launch) == "read"
    assert carriers_of(launch)["Canada: Bell"] == "rejected"


def test_it_writes_no_same_answer_that_came_after_somebody_elses(launch, they):
    make_due()
    (mine,) = claims.claim(1, Readings())
    slow = asking.ask(mine)
    they.says({"Canada: Bell": 3, "Canada: Rogers": 3})
    ask(launch)  # my lease has ended meanwhile
    next_check_at = launch.next_check_at

    outcomes.Writer(Readings()).write([slow])

    launch.refresh_from_db()
    assert (launch.next_check_at, launch.check_lease_until) == (next_check_at, None)
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


# --- Beside one that always reads ---------------------------------------------------------------
def an_answer(chance):
    """Any at all: what carriers are said to be in, and what is said of the launch."""
    names = [*STATES, "Canada: Telus", "Nowhere: Nobody"]
    listed = chance.sample(names, chance.randint(0, 4))
    states = {name: chance.choice([1, 2, 2, 3, 3, 9, None, "REJECTED"]) for name in listed}
    return states, {"status": chance.choice(["", "ACTIVE"]), "agent_no": chance.choice(["", "", "77001"])}


def something_of_ours(chance, twins, ada, mona, rita):
    """Happens to both."""
    what = chance.randrange(7)
    if what == 0:
        code, _ = StateCode.objects.get_or_create(code="9")
        code.state = chance.choice(["", "live", "pending", "rejected"])
        meanings.give(code, by=ada)
    elif what == 1:
        make_agent("77001")
    elif what == 2:
        found = CarrierRegion.objects.filter(display_name="Canada: Telus")
        found.update(region_name=chance.choice(["Nowhere: Nobody", "Telus"]))
    elif what == 3:
        for twin in twins:
            submission = twin.submissions.latest("number")
            if submission.status == SubmissionStatus.ACCEPTED and submission.number == 1:
                more = make_more(twin, mona, rita, "Canada: Telus")
                transitions.move(more, SubmissionStatus.UNCONFIRMED, by=transitions.WORKER)
    elif what == 4:
        for twin in twins:
            submission = twin.submissions.latest("number")
            if submission.status == SubmissionStatus.UNCONFIRMED:
                desk.settle_received(submission, by=rita, reason="The console shows it.")


def round_of(twins):
    """Both are asked about; of the second every answer is read."""
    make_due()
    readings = Readings()
    claimed = [
        each if each.pk == twins[0].pk else each._replace(last=None) for each in claims.claim(2, readings)
    ]
    came = [asking.ask(each) for each in claimed]
    outcomes.Writer(readings).write(came)
    return [outcome for outcome in came if outcome.same]


@pytest.mark.parametrize("seed", range(4))
def test_it_leaves_what_always_reading_leaves(sandbox, kaleyra, mona, rita, ada, seed):
    chance = Random(seed)
    twins = [make_accepted(mona, rita, agent=make_agent(number)) for number in ("2600", "2601")]
    they = Kaleyra()
    kaleyra(they.play)
    answers = [an_answer(chance) for _ in range(4)]
    recognised = 0
    for _ in range(40):
        if chance.random() < 0.3:
            states, facts = chance.choice(answers)
            they.says(states, **facts)
        if chance.random() < 0.3:
            something_of_ours(chance, twins, ada, mona, rita)
        recognised += len(round_of(twins))

        ours, theirs = (all_of(twin) for twin in twins)
        assert ours == theirs

    assert recognised > 2
