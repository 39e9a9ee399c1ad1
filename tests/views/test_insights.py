"""/insights/: what our own history says."""

import csv
import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from launches import insights, transitions
from launches.models import CarrierRegion, Launch, LaunchRegion, Submission
from launches.services import review
from launches.services.track_record import Record
from launches.statuses import CarrierState, SubmissionStatus
from tests.many import more_like
from tests.views.reading import Page, words_of
from tests.views.standing import a_draft, in_review, settled, with_carriers
from tests.views.writing import make_region

URL = "/insights/"
FIGURES = "/insights/figures/"
EXPORT = "/insights/export/carriers/"
NOW = timezone.now()
DAY = timedelta(days=1)


@pytest.fixture
def decided(mona, rita):
    """A carrier decided about a launch of its own: `decided("1", "Spain: Orange", 4, "live")`."""

    def make(number, name, wait, state, ago=1, pod="IN"):
        launch = with_carriers(mona, rita, "pending", number=number, days=ago + wait)
        country, carrier = name.split(": ")
        region = CarrierRegion.objects.filter(display_name=name, pod=pod).first()
        row = LaunchRegion(launch=launch, region=region or make_region(country, carrier, pod))
        transitions.observe(row, CarrierState.SUBMITTED, raw_code="0", at=NOW - (ago + wait) * DAY)
        transitions.observe(row, CarrierState(state), raw_code="3", at=NOW - ago * DAY)
        Submission.objects.filter(launch=launch).update(settled_at=NOW - (ago + wait) * DAY)
        return launch

    return make


def carriers(response):
    return {carrier.name: carrier.record for carrier in response.context["found"].carriers}


def plots(response):
    return {plot.name: plot for plot in response.context["plots"]}


def record(decisions, rejected, typical, late):
    return Record(decisions, rejected, timedelta(days=typical), timedelta(days=late))


def test_it_teaches_when_there_is_nothing_to_tell(mona, browsing):
    response = browsing(mona).get(URL)

    assert "Nothing to tell yet" in response.content.decode()
    assert 'href="/launches/new/"' in response.content.decode()


def test_it_tells_how_long_each_carrier_took_and_how_often_it_rejected(mona, browsing, decided):
    for number, (wait, state) in enumerate(
        [(2, "live"), (4, "live"), (6, "rejected"), (8, "live"), (20, "live")]
    ):
        decided(f"o{number}", "Spain: Orange", wait, state)
    decided("b", "Canada: Bell", 3, "live")

    response = browsing(mona).get(URL)

    assert carriers(response) == {"Spain: Orange": record(5, 1, 6, 20), "Canada: Bell": record(1, 0, 3, 3)}
    assert plots(response)["waits"].rows == [
        ("Spain: Orange", 5, "6 days", "20 days"),
        ("Canada: Bell", 1, "3 days", "too few"),
    ]
    assert plots(response)["refusals"].rows == [("Spain: Orange", 5, 1), ("Canada: Bell", 1, 0)]
    text = words_of(response)
    assert "6 days, nine of ten 20 days" in text
    assert "3 days, from only 1 decision" in text
    assert "1 of 5 (20 %)" in text
    assert "0 of 1<" in text


def test_it_takes_the_carrier_of_both_pods_for_one(mona, browsing, decided):
    decided("1", "Spain: Orange", 2, "live")
    decided("2", "Spain: Orange", 4, "live", pod="NA")

    assert carriers(browsing(mona).get(URL)) == {"Spain: Orange": record(2, 0, 3, 4)}


def test_it_tells_how_many_attempts_it_took(mona, rita, browsing):
    with_carriers(mona, rita, "live", number="1")
    again = in_review(mona, "2").first_submission()
    for _ in range(2):
        review.send_back(again, by=rita, reason="Say more.")
        review.submit(again, by=mona)
    review.approve(again, by=rita, version=again.launch.version)
    _sent(again)
    settled(mona, rita, SubmissionStatus.REFUSED, number="3")
    Submission.objects.update(settled_at=NOW)

    response = browsing(mona).get(URL)

    assert plots(response)["attempts"].rows == [
        ("At the first", 1), ("At the second", 0), ("At the third", 1), ("4 or more", 0),
    ]  # fmt: skip
    assert response.context["first_time_right"] == "1 of 2"


def _sent(submission):
    facts = {"attempt": uuid4(), "lease_until": NOW}
    transitions.move(submission, SubmissionStatus.SENDING, by=transitions.WORKER, facts=facts)
    transitions.move(submission, SubmissionStatus.ACCEPTED, by=transitions.KALEYRA)


def test_it_counts_launches_by_the_month_in_which_they_began_and_were_accepted(mona, rita, browsing):
    for number in range(3):
        a_draft(mona, str(number))
    accepted = with_carriers(mona, rita, "live", number="9")
    first = timezone.localdate().replace(day=1)
    before = timezone.localtime().replace(day=1, hour=12) - 2 * DAY
    Launch.objects.filter(pk=accepted.pk).update(created_at=before)
    Submission.objects.filter(launch=accepted).update(settled_at=before)

    months = browsing(mona).get(URL).context["found"].months

    assert len(months) == 12
    assert months[-1] == insights.Month(first, 3, 0)
    assert months[-2][1:] == (1, 1)
    assert {month[1:] for month in months[:-2]} == {(0, 0)}


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({}, ["Spain: Orange"]),
        ({"period": "quarter"}, []),
        ({"period": "all"}, ["Canada: Bell", "Spain: Orange"]),
        ({"period": "all", "pod": "NA"}, []),
        ({"period": "century", "pod": "EU"}, ["Spain: Orange"]),
    ],
)
def test_it_tells_of_the_period_and_the_pod_that_are_asked_for(mona, browsing, decided, wanted, names):
    decided("1", "Spain: Orange", 2, "live", ago=200)
    decided("2", "Canada: Bell", 2, "live", ago=900)
    client = browsing(mona)

    assert sorted(carriers(client.get(URL, wanted))) == names
    assert sorted(carriers(client.get(FIGURES, wanted, headers={"HX-Request": "true"}))) == names


def test_it_says_when_it_did_not_look_at_everything(mona, browsing, decided, monkeypatch):
    monkeypatch.setattr(insights, "MOST", 1)
    decided("1", "Spain: Orange", 2, "live")
    decided("2", "Canada: Bell", 2, "live")

    response = browsing(mona).get(URL)

    assert "From the latest 1 of each kind." in response.content.decode()
    assert list(carriers(response)) == ["Canada: Bell"]


def test_it_gives_htmx_the_figures_and_the_address_to_share(mona, browsing, decided):
    decided("1", "Spain: Orange", 2, "live")

    response = browsing(mona).get(FIGURES, {"period": "all"}, headers={"HX-Request": "true"})

    assert response.content.decode().lstrip().startswith('<div id="insights-figures"')
    assert response["HX-Push-Url"] == "/insights/?period=all"
    assert "1 decision and 1 accepted submission found" in response.content.decode()


def test_it_keeps_what_was_asked_for_in_its_form_and_its_links(mona, browsing, decided):
    decided("1", "Spain: Orange", 2, "live")

    response = browsing(mona).get(URL, {"period": "all"})

    assert Page(response).values["period"] == ["all"]
    assert 'href="/insights/export/carriers/?period=all"' in response.content.decode()


@pytest.mark.parametrize(
    ("figure", "lines"),
    [
        (
            "carriers",
            [
                ["Carrier", "Decisions", "Rejected", "Median days", "90th percentile of days"],
                ["Spain: Orange", "1", "0", "2.5", "2.5"],
            ],
        ),
        (
            "attempts",
            [
                ["Attempts", "Submissions"], ["At the first", "1"], ["At the second", "0"],
                ["At the third", "0"], ["4 or more", "0"],
            ],
        ),
    ],
)  # fmt: skip
def test_it_is_a_sheet_too(mona, browsing, decided, figure, lines):
    decided("1", "Spain: Orange", 2.5, "live")

    assert read(browsing(mona).get(f"/insights/export/{figure}/")) == lines


def test_it_gives_the_months_as_a_sheet(mona, browsing):
    a_draft(mona)

    head, *lines = read(browsing(mona).get("/insights/export/months/", {"period": "quarter"}))

    assert (head, len(lines), lines[-1]) == (
        ["Month", "Started", "Accepted"], 3, [f"{timezone.localdate():%Y-%m}", "1", "0"],
    )  # fmt: skip


def read(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_it_knows_no_other_sheet(mona, browsing):
    assert browsing(mona).get("/insights/export/secrets/").status_code == 404


@pytest.mark.parametrize("url", [URL, FIGURES, EXPORT])
def test_it_refuses_a_stranger(stranger, browsing, url):
    assert browsing(stranger).get(url).status_code == 403


@pytest.mark.parametrize("url", [URL, FIGURES, EXPORT])
def test_it_asks_to_sign_in(client, db, url):
    assert client.get(url)["Location"] == f"/sign-in/?next={url}"


@pytest.mark.parametrize("url", [URL, FIGURES, EXPORT])
def test_it_cannot_be_posted_to(mona, browsing, url):
    assert browsing(mona).post(url).status_code == 405


@pytest.mark.page_only
def test_it_takes_the_same_number_of_queries_for_1_and_for_30(
    mona, browsing, decided, django_assert_num_queries
):
    launch = decided("0", "Spain: Orange", 2, "live")
    client = browsing(mona)
    with django_assert_num_queries(7):
        client.get(URL)
    more_like(launch, 29)

    with django_assert_num_queries(7):
        assert len(carriers(client.get(URL))) == 30
