"""A catalogue of ten thousand carriers is read whole; a flood is not."""

import pytest

from launches.kaleyra import Account, KaleyraClient, Options, TryLater
from sandbox.server import start


@pytest.fixture
def kaleyra():
    running = start(port=0)
    yield running
    running.stop()


def client_of(kaleyra, **options):
    account = Account(pod="NA", base_url=f"{kaleyra.url}/na", sid="SANDBOX-SID", api_key="sandbox-key")
    return KaleyraClient(account, Options(**options))


def test_it_reads_ten_thousand_carriers(kaleyra):
    kaleyra.answer_next("regions-10000", on="regions")

    answer = client_of(kaleyra).regions()

    assert len(answer.value.rows) >= 10_000
    # What is kept of it stays small all the same.
    assert answer.exchanges[0].truncated
    assert len(answer.exchanges[0].response_body) <= 64 * 1024


def test_it_stops_reading_at_the_limit_of_lists(kaleyra):
    kaleyra.answer_next("regions-10000", on="regions", times=3)

    with pytest.raises(TryLater):
        client_of(kaleyra, max_list_bytes=100_000, get_tries=1).regions()
