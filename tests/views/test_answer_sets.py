"""/answer-sets/ and the button that keeps a launch's answers."""

import pytest

from launches.models import AnswerSet
from launches.services import answer_sets
from tests.views.reading import said, words_of
from tests.views.standing import a_draft, url_of
from tests.views.writing import ANSWERS

LIST = "/answer-sets/"


@pytest.fixture
def kept(mona):
    return answer_sets.keep(by=mona, name="Usual", brand_name="Shop", answers=ANSWERS)


def address(kept, verb):
    return f"{LIST}{kept.pk}/{verb}/"


def test_it_lists_the_sets_with_their_answers(kept, max, rita, browsing):
    words = words_of(browsing(max).get(LIST))

    assert "For Shop · kept by Mona Marsh" in words
    assert "5 of 5 answers" in words
    assert "HELP and STOP are understood." in words
    assert "Delete for good" not in words
    assert browsing(rita).get(LIST).status_code == 200


def test_it_keeps_the_links_of_a_launch_when_told_so(mona, browsing):
    links = {"video_uris": ["https://shop.example/v.mp4"], "screenshot_uris": []}
    launch, client = a_draft(mona, **links), browsing(mona)

    for name, ticked in (("Plain", {}), ("With", {"set_links": "on"})):
        client.post(url_of(launch, "keep-answers/"), {"set_name": name, **ticked})

    kept = dict(AnswerSet.objects.values_list("name", "video_uris"))
    assert kept == {"Plain": [], "With": links["video_uris"]}
    words = words_of(client.get(LIST))
    assert words.count("https://shop.example/v.mp4</span>") == 1
    assert "5 of 5 answers, with links" in words


def test_it_teaches_when_there_is_none(mona, browsing):
    assert "No answer set is kept yet." in words_of(browsing(mona).get(LIST))


def test_it_renames(kept, mona, browsing):
    client = browsing(mona)
    assert "Delete for good" in words_of(client.get(LIST))
    response = client.post(address(kept, "rename"), {"set_name": "Better"})

    assert (response.status_code, response["Location"], said(response)) == (302, LIST, ["Renamed."])
    assert AnswerSet.objects.get().name == "Better"


def test_it_deletes(kept, mona, browsing):
    response = browsing(mona).post(address(kept, "delete"))

    assert (response["Location"], AnswerSet.objects.count()) == (LIST, 0)
    assert said(response) == ["Deleted. Launches keep the answers that were filled in from it."]


@pytest.mark.parametrize("verb", ["rename", "delete"])
@pytest.mark.parametrize("who", ["max", "rita"])
def test_it_changes_nothing_for_others(request, kept, browsing, who, verb):
    response = browsing(request.getfixturevalue(who)).post(address(kept, verb), {"set_name": "Mine"})

    assert said(response)[0].startswith("Only whoever made an answer set, or an admin,")
    assert AnswerSet.objects.get().name == "Usual"


@pytest.mark.parametrize("scope", ["brand", "all", None])
def test_it_keeps_the_answers_of_a_launch(mona, max, browsing, scope):
    launch = a_draft(mona)
    launch.agent.brand_name = "Shop"
    launch.agent.save()
    sent = {"set_name": "Usual"} | ({"set_for": scope} if scope else {})
    response = browsing(max).post(url_of(launch, "keep-answers/"), sent)

    assert (response["Location"], said(response)) == (url_of(launch), ["The answers are kept as Usual."])
    found = AnswerSet.objects.get()
    assert (found.created_by, found.brand_name) == (max, "Shop" if scope == "brand" else "")
    assert answer_sets.answers_of(found) == ANSWERS


def test_it_says_why_a_set_cannot_be_kept(kept, mona, rita, browsing):
    launch = a_draft(mona)
    taken = browsing(mona).post(url_of(launch, "keep-answers/"), {"set_name": ""})
    assert said(taken) == ["Give the answer set a name. Nothing was saved."]
    refused = browsing(rita).post(url_of(launch, "keep-answers/"), {"set_name": "X"})
    assert said(refused) == ["Only Marketing keeps answer sets."]
    assert "Keep these answers as a set" not in words_of(browsing(rita).get(url_of(launch)))
    assert AnswerSet.objects.count() == 1


def test_it_is_not_there_for_strangers_or_by_the_wrong_method(kept, mona, stranger, client, browsing):
    launch = a_draft(mona)
    assert browsing(stranger).get(LIST).status_code == 403
    for where in (address(kept, "rename"), address(kept, "delete"), url_of(launch, "keep-answers/")):
        assert browsing(stranger).post(where).status_code == 404
        assert browsing(mona).get(where).status_code == 405
        assert client.post(where)["Location"] == f"/sign-in/?next={where}"
    assert browsing(mona).post(f"{LIST}999/delete/").status_code == 404
    assert browsing(mona).post(LIST).status_code == 405
    assert AnswerSet.objects.count() == 1


def test_it_asks_the_database_as_often_for_1_set_as_for_30(kept, mona, browsing, django_assert_num_queries):
    client = browsing(mona)
    with django_assert_num_queries(3) as one:
        client.get(LIST)
    for number in range(30):
        answer_sets.keep(by=mona, name=f"Set {number}", brand_name="", answers=ANSWERS)
    with django_assert_num_queries(len(one)):
        client.get(LIST)
