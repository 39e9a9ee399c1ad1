"""Two launches live through the same answers and changes, of one every answer is read: they end up the same."""

from contextlib import suppress
from random import Random

import pytest

from launches import transitions
from launches.models import CarrierRegion, StateCode, StatusEvent
from launches.problems import Blocked
from launches.services import asking, claims, desk, meanings, outcomes
from launches.services.readings import Readings
from launches.statuses import SubmissionStatus
from tests.factories import make_accepted, make_agent, make_more, make_region
from tests.services.rounds import make_due
from tests.services.saying import STATES, Kaleyra

pytestmark = pytest.mark.django_db


NUMBERS = ("77001", "77002", "77003")


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
    return rows_of(launch), told, launch.state, launch.remote_status, launch.checking.problem


def an_answer(chance):
    """Any at all: what carriers are said to be in, and what is said of the launch."""
    names = [*STATES, "Canada: Telus", "Nowhere: Nobody"]
    listed = chance.sample(names, chance.randint(0, 4))
    states = {name: chance.choice([1, 2, 2, 3, 3, 9, None, "REJECTED"]) for name in listed}
    return states, {"status": chance.choice(["", "ACTIVE"]), "agent_no": chance.choice(["", *NUMBERS])}


def something_of_ours(chance, twins, ada, mona, rita):
    """Happens to both."""
    what = chance.randrange(5)
    if what == 0:
        code, _ = StateCode.objects.get_or_create(code="9")
        code.state = chance.choice(["", "live", "pending", "rejected"])
        meanings.give(code, by=ada)
    elif what == 1:
        make_agent(chance.choice(NUMBERS))
    elif what == 2:
        found = CarrierRegion.objects.filter(display_name="Canada: Telus")
        found.update(region_name=chance.choice(["Nowhere: Nobody", "Telus"]))
    elif what == 3:
        for twin in twins:
            submission = twin.submissions.latest("number")
            if submission.status == SubmissionStatus.ACCEPTED and submission.number == 1:
                with suppress(Blocked):  # the carrier is there already
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


# In these an answer names, among much else, an agent and a carrier of ours before we know them.
@pytest.mark.parametrize("seed", [6, 7])
def test_it_leaves_what_always_reading_leaves(sandbox, kaleyra, mona, rita, ada, seed):
    chance = Random(seed)
    twins = [make_accepted(mona, rita, agent=make_agent(number)) for number in ("2600", "2601")]
    make_region("Canada: Telus")
    they = Kaleyra()
    kaleyra(they.play)
    answers = [an_answer(chance) for _ in range(4)]
    recognised = 0
    for _ in range(30):
        if chance.random() < 0.2:
            states, facts = chance.choice(answers)
            they.says(states, **facts)
        if chance.random() < 0.3:
            something_of_ours(chance, twins, ada, mona, rita)
        recognised += len(round_of(twins))

        ours, theirs = (all_of(twin) for twin in twins)
        assert ours == theirs

    assert recognised
