"""/notices/, following, and the marks of what is unread."""

import pytest

from launches.models import Follow
from launches.services import comments, notices, review
from tests.views.reading import Page, words_of
from tests.views.standing import a_draft, in_review, sent_back, url_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def told(mona, rita):
    """A launch of Mona's that Rita has sent back and commented on."""
    launch = sent_back(mona, rita)
    comments.add(launch, by=rita, text="Is <b>this</b> right?")
    return launch


def test_it_lists_what_happened_latest_first_with_what_is_new(mona, browsing, told):
    client = browsing(mona)

    words = words_of(client.get("/notices/"))

    assert words.index("Rita Ramos commented") < words.index("Rita Ramos sent the agent launch back")
    assert "Is &lt;b&gt;this&lt;/b&gt; right?" in words
    assert words.count(">New</span>") == 2
    assert f'href="/launches/{told.pk}/"' in words


@pytest.mark.page_only
def test_it_teaches_when_there_is_nothing(mona, browsing):
    words = words_of(browsing(mona).get("/notices/"))

    assert "No notices yet" in words
    assert "Mark all as read" not in words


def test_every_page_says_how_many_are_unread(mona, browsing, told):
    for path in ("/", "/launches/", "/agents/", url_of(told)):
        assert Page(browsing(mona).get(path)).text("told") == "Notices2 unread", path


@pytest.mark.page_only
def test_it_marks_all_as_read_and_not_what_came_after_the_page(mona, rita, browsing, told):
    client = browsing(mona)
    up_to = Page(client.get("/notices/")).value("up_to")
    comments.add(told, by=rita, text="One more.")

    response = client.post("/notices/read/", {"up_to": up_to})

    assert response["Location"] == "/notices/"
    assert notices.count_unread(mona) == 1


@pytest.mark.parametrize("up_to", ["", "-1", "x", "9" * 30, "²"])
def test_it_marks_nothing_for_a_number_that_is_none(mona, browsing, told, up_to):
    assert browsing(mona).post("/notices/read/", {"up_to": up_to}).status_code == 302
    assert notices.count_unread(mona) == 2


@pytest.mark.parametrize("before", ["", "x", "9" * 30])
def test_it_begins_with_the_latest_when_the_place_is_no_number(mona, browsing, told, before):
    assert "Rita Ramos commented" in words_of(browsing(mona).get("/notices/", {"before": before}))


@pytest.mark.page_only
def test_it_goes_on_with_the_older_ones(mona, rita, browsing):
    launch = a_draft(mona)
    for number in range(notices.PAGE + 1):
        comments.add(launch, by=rita, text=f"Number {number}.")
    client = browsing(mona)
    first = client.get("/notices/")

    second = client.get("/notices/", {"before": first.context["older"]})

    assert (len(first.context["page"]), len(second.context["page"])) == (notices.PAGE, 1)
    assert "Number 0." in words_of(second)
    assert second.context["older"] is None


@pytest.mark.page_only
@pytest.mark.parametrize(("verb", "path"), [("get", "/notices/"), ("post", "/notices/read/")])
def test_it_is_not_for_strangers(stranger, browsing, client, verb, path):
    assert getattr(browsing(stranger), verb)(path).status_code == 403
    assert getattr(client, verb)(path)["Location"] == f"/sign-in/?next={path}"


@pytest.mark.page_only
@pytest.mark.parametrize("path", ["/notices/read/", "/launches/1/follow/", "/launches/1/read/"])
def test_it_writes_nothing_by_get(mona, browsing, path):
    assert browsing(mona).get(path).status_code == 405


def test_it_takes_as_many_queries_for_one_as_for_thirty(mona, rita, browsing, django_assert_num_queries):
    launch = a_draft(mona)
    comments.add(launch, by=rita, text="1")
    reader = browsing(mona)
    with django_assert_num_queries(4) as one:
        reader.get("/notices/")
    for number in range(2, 31):
        comments.add(launch, by=rita, text=str(number))

    with django_assert_num_queries(len(one)):
        reader.get("/notices/")


# --- On the launch page
@pytest.mark.page_only
def test_the_launch_page_marks_what_is_new_and_says_so_once(mona, browsing, told):
    client = browsing(mona)
    response = client.get(url_of(told))
    page = Page(response)

    client.post(url_of(told, "read/"), {"up_to": page.value("up_to")})

    words = words_of(response)
    assert "2 things are new to you, marked in the timeline." in words
    assert words.count(">New</span>") == 2
    assert "new to you" not in words_of(client.get(url_of(told)))


def test_it_answers_the_page_with_the_number_alone(mona, browsing, told):
    client = browsing(mona)
    up_to = Page(client.get(url_of(told))).value("up_to")

    response = client.post(url_of(told, "read/"), {"up_to": up_to}, headers=HTMX)

    assert response.status_code == 200
    assert Page(response).text("told") == "Notices"
    assert Page(response).attributes["told"]["hx-swap-oob"] == "true"


@pytest.mark.page_only
def test_it_leads_back_to_the_launch_without_javascript(mona, browsing, told):
    assert browsing(mona).post(url_of(told, "read/"), {"up_to": "1"})["Location"] == url_of(told)


@pytest.mark.page_only
def test_a_comment_appears_on_the_page_by_itself(mona, rita, browsing):
    launch = in_review(mona)
    client = browsing(mona)
    seen = client.get(url_of(launch)).context["marker"]
    comments.add(launch, by=rita, text="Nearly there.")

    response = client.get(url_of(launch, "live/"), {"seen": seen}, headers=HTMX)

    page = Page(response)
    assert "Nearly there." in page.text(f"comment-list-{launch.pk}")
    assert "Rita Ramos</strong> commented" in words_of(response)


@pytest.mark.page_only
@pytest.mark.parametrize(("wish", "follows"), [("follow", True), ("stop", False)])
def test_it_follows_and_stops(mona, rita, browsing, wish, follows):
    launch = in_review(mona)
    who = rita if follows else mona

    response = browsing(who).post(url_of(launch, "follow/"), {"wish": wish})

    assert response["Location"] == url_of(launch)
    assert Follow.objects.on().filter(launch=launch, person=who).exists() == follows
    button = Page(browsing(who).get(url_of(launch))).attributes["follow-button"]
    assert button["value"] == ("stop" if follows else "follow")


def test_it_answers_with_the_button_when_htmx_asks(rita, mona, browsing):
    launch = in_review(mona)

    response = browsing(rita).post(url_of(launch, "follow/"), {"wish": "follow"}, headers=HTMX)

    assert words_of(response).startswith("<button")
    assert "Stop following" in words_of(response)


@pytest.mark.parametrize("part", ["follow/", "read/"])
def test_it_answers_404_to_a_stranger(mona, stranger, browsing, part):
    launch = in_review(mona)

    assert browsing(stranger).post(url_of(launch, part), {"wish": "follow"}).status_code == 404
    assert not Follow.objects.filter(person=stranger).exists()


# --- With the banner that every page asks for
def test_the_poll_of_every_page_brings_the_number(mona, rita, browsing, told):
    client = browsing(mona)
    seen = client.get("/troubles/", headers=HTMX).context["troubles"]
    keys = "".join(f"{trouble.key}." for trouble in seen)

    unchanged = client.get("/troubles/", {"seen": keys, "unread": "2"}, headers=HTMX)
    comments.add(told, by=rita, text="One more.")
    changed = client.get("/troubles/", {"seen": keys, "unread": "2"}, headers=HTMX)

    assert (unchanged.status_code, changed.status_code) == (204, 200)
    assert Page(changed).text("told") == "Notices3 unread"
    assert "announcer" not in Page(changed).attributes


@pytest.mark.page_only
def test_a_reviewer_hears_of_the_next_round(mona, rita, browsing, told):
    review.submit(told.first_submission(), by=mona)

    assert "Mona Marsh submitted the agent launch for review" in words_of(browsing(rita).get("/notices/"))
