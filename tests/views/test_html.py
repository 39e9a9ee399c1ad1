"""Every page is valid HTML, as far as the Nu HTML checker can tell. `make html` gets it and asks more pages."""

import shutil

import pytest

from benchmarks import html, node_tools
from launches.statuses import SubmissionStatus
from tests.views.standing import a_draft, an_exchange, in_review, sent_back, settled, with_carriers
from tests.views.writing import make_region


@pytest.fixture
def checker():
    """The checker's jar."""
    jar = node_tools.find(node_tools.VNU)
    if jar is None or not shutil.which("java"):
        pytest.skip("The Nu HTML checker is not at hand: `make html` gets it, where there is Java and npm.")
    return jar


@pytest.fixture
def paths(mona, rita):
    """The pages of a house where something of everything is going on."""
    make_region("Spain", carrier_enabled=False)
    draft, waiting = a_draft(mona, "1"), in_review(mona, "2")
    back = sent_back(mona, rita, number="3")
    lost = settled(mona, rita, SubmissionStatus.UNCONFIRMED, number="4")
    refused = settled(mona, rita, SubmissionStatus.REFUSED, number="5")
    rich = with_carriers(mona, rita, "live", "pending", "rejected", "suspended", "unknown", number="7")
    an_exchange(rich)
    launches = [draft, waiting, back, lost, refused, rich]
    submissions = [launch.first_submission().pk for launch in launches]
    return [
        "/", "/launches/", "/launches/?q=nothing", "/launches/new/", f"/launches/{back.pk}/edit/",
        f"/launches/{rich.pk}/carriers/add/", f"/launches/{rich.pk}/timeline/", f"/launches/{rich.pk}/comments/",
        f"/launches/{rich.pk}/submissions/1/request/", "/matrix/", "/activity/", "/insights/",
        "/agents/", "/agents/new/", f"/agents/{rich.agent_id}/", "/carriers/", "/carriers/?q=nothing",
        *(f"/launches/{launch.pk}/" for launch in launches),
        "/admin/", "/admin/launches/submission/", "/admin/launches/launch/", "/admin/launches/podhealth/",
        f"/admin/launches/launch/{rich.pk}/change/",
        *(f"/admin/launches/submission/{pk}/change/" for pk in submissions),
    ]  # fmt: skip


def test_every_page_is_valid_html(ada, browsing, checker, paths, tmp_path):
    ada.is_superuser = ada.is_staff = True
    ada.save()
    client = browsing(ada)

    for path in paths:
        page = client.get(path)
        assert page.status_code == 200, path
        name = path.strip("/").replace("/", "-").replace("?", "-") or "overview"
        (tmp_path / f"{name}.html").write_bytes(b"".join(page) if page.streaming else page.content)

    assert html.errors_in(tmp_path, checker) == []
