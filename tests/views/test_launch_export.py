"""/launches/export/: the list as a sheet that nobody has to fear."""

import csv
import io

import pytest

from launches import spreadsheet
from launches.models import Agent
from tests.many import more_like
from tests.views.standing import a_draft, in_review, with_carriers

URL = "/launches/export/"


def read(response):
    """The rows as a spreadsheet program reads them."""
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("at_once", [1, 2, 1000])
def test_it_holds_what_the_filters_leave(mona, max, rita, browsing, monkeypatch, at_once):
    monkeypatch.setattr(spreadsheet, "AT_ONCE", at_once)
    a_draft(mona, "111", launch_name="spring_sale")
    in_review(max, "222", launch_name="summer_sale")
    live = with_carriers(mona, rita, "live", "rejected", number="333")

    head, *rows = read(browsing(mona).get(URL))
    found = read(browsing(mona).get(URL, {"state": "in_review"}))[1:]

    assert head == list(spreadsheet.HEAD)
    assert [row[0] for row in rows] == ["launch_333", "summer_sale", "spring_sale"]
    assert rows[0][:6] == ["launch_333", "Agent 333", "333", "IN", "", "Needs attention"]
    assert rows[0][7:11] == ["2", "1", "1", "Mona Marsh"]
    assert rows[0][12] == live.agent_launch_id
    assert [row[0] for row in found] == ["summer_sale"]


def test_it_is_a_file_that_no_browser_takes_for_a_page(mona, browsing):
    response = browsing(mona).get(URL)

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="launches.csv"'
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "begin", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "  =", "\xa0="]
)
def test_it_runs_no_formula(begin):
    cell = f'{begin}HYPERLINK("https://bad.example")'

    (line,) = spreadsheet.written([[cell, "plain"]])

    assert line == "\"'" + cell.replace('"', '""') + '","plain"\r\n'


def test_it_leaves_other_words_as_they_are():
    assert list(spreadsheet.written([["a = b", "", 7, "Ünï"]])) == ['"a = b","","7","Ünï"\r\n']


def test_it_makes_the_name_of_an_agent_harmless(mona, browsing):
    a_draft(mona)
    Agent.objects.update(name="=1+1", brand_name="@SUM(A1)")

    (_, row) = read(browsing(mona).get(URL))

    assert (row[1], row[4]) == ("'=1+1", "'@SUM(A1)")


def test_it_is_offered_on_the_list_with_the_same_filters(mona, browsing):
    a_draft(mona)

    page = browsing(mona).get("/launches/", {"state": "draft", "before": str(2**40)}).content.decode()

    assert f'href="{URL}?state=draft"' in page


def test_it_takes_the_same_number_of_queries_for_1_and_for_30(mona, browsing, django_assert_num_queries):
    launch = a_draft(mona, "0")
    client = browsing(mona)
    with django_assert_num_queries(3):
        read(client.get(URL))
    more_like(launch, 29)

    with django_assert_num_queries(3):
        assert len(read(client.get(URL))) == 31


def test_it_refuses_a_stranger(stranger, browsing):
    assert browsing(stranger).get(URL).status_code == 403


def test_it_asks_to_sign_in(client, db):
    assert client.get(URL)["Location"] == f"/sign-in/?next={URL}"


def test_it_cannot_be_posted_to(mona, browsing):
    assert browsing(mona).post(URL).status_code == 405
