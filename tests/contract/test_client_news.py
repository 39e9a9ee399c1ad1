"""An answer that is known to the letter is told as such, and nothing else is."""

import pytest

from launches.kaleyra import Answer, Same, TryLater
from tests.contract import faultserver as fault
from tests.contract import samples
from tests.contract.conftest import MakeClient, MakeServer
from tests.contract.faultserver import says

ABOUT = {"agent_no": "2600", "agent_launch_id": samples.LAUNCH_ID}
PENDING = says({"code": "RCS902", "data": {"regions": [{"region": "Canada: Bell", "launch_state": 2}]}})
LIVE = says({"code": "RCS902", "data": {"regions": [{"region": "Canada: Bell", "launch_state": 3}]}})


def read(client):
    """The fingerprint of what is answered now."""
    answer = client.launch_news(**ABOUT, known=b"")
    assert isinstance(answer, Answer)
    return answer.exchanges[-1].fingerprint


def test_it_says_that_the_answer_is_the_same_when_it_is(client_of: MakeClient, serve: MakeServer) -> None:
    kaleyra = serve(PENDING)
    client = client_of(kaleyra)
    known = read(client)

    same = client.launch_news(**ABOUT, known=known)

    assert isinstance(same, Same)
    assert same.duration_ms >= 0
    assert len(same.request_id) == 32
    assert len(kaleyra.requests) == 2


def test_it_reads_an_answer_that_differs_and_the_same_one_to_another_question(
    client_of: MakeClient, serve: MakeServer
) -> None:
    client = client_of(serve(PENDING, LIVE, PENDING, PENDING))
    known = read(client)

    changed = client.launch_news(**ABOUT, known=known)
    others = [
        client.launch_news(**ABOUT | {name: value}, known=known)
        for name, value in (("agent_no", "2601"), ("agent_launch_id", samples.LAUNCH_ID[::-1]))
    ]

    assert isinstance(changed, Answer)
    assert changed.value.regions[0].launch_state == "3"
    assert all(isinstance(other, Answer) for other in others)


def test_it_keeps_every_try_when_the_same_answer_comes_with_the_second(
    client_of: MakeClient, serve: MakeServer
) -> None:
    client = client_of(serve(PENDING, says({}, 503), PENDING))
    known = read(client)

    answer = client.launch_news(**ABOUT, known=known)

    assert isinstance(answer, Answer)
    assert [exchange.http_status for exchange in answer.exchanges] == [503, 200]
    assert [exchange.fingerprint for exchange in answer.exchanges] == [None, known]


@pytest.mark.parametrize("status", [201, 500])
def test_it_takes_no_other_status_for_the_same(status: int, client_of: MakeClient, serve: MakeServer) -> None:
    document = {"code": "RCS902", "data": {"regions": []}}
    client = client_of(serve(says(document), says(document, status)), get_tries=1)
    known = read(client)

    try:
        answer = client.launch_news(**ABOUT, known=known)
    except TryLater:
        assert status == 500
    else:
        assert (type(answer), status) == (Answer, 201)


def test_it_takes_half_an_answer_for_none(client_of: MakeClient, serve: MakeServer) -> None:
    client = client_of(serve(PENDING, fault.hang_up), get_tries=1)
    known = read(client)

    with pytest.raises(TryLater):
        client.launch_news(**ABOUT, known=known)
