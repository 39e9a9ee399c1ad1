"""Archiving a launch: off the lists, and nothing else."""

import pytest

from launches.models import StatusEvent
from launches.problems import NotAllowed
from launches.services import archive
from launches.statuses import SubmissionStatus
from tests.factories import history_of
from tests.views.reading import said
from tests.views.standing import a_draft, approved, fresh, in_review, sent_back, settled, with_carriers


def url_of(launch, verb="archive"):
    return f"/launches/{launch.pk}/{verb}/"


def events_of(launch):
    return StatusEvent.objects.filter(launch=launch).count()


def test_it_takes_the_launch_off_the_lists_and_remembers_who_did(mona, rita, browsing):
    launch = with_carriers(mona, rita, "live")
    client = browsing(mona)

    response = client.post(url_of(launch))

    assert response["Location"] == f"/launches/{launch.pk}/"
    assert said(response) == ["Archived: it is off the lists. Kaleyra is not told."]
    assert fresh(launch).archived_at is not None
    assert fresh(launch).state == launch.state
    assert history_of(launch)[-1] == "live > archived"
    page = " ".join(client.get(f"/launches/{launch.pk}/").content.decode().split())
    assert "<strong>Mona Marsh</strong> archived the launch" in page
    assert "Kaleyra is not told, its carriers stay as they are" in page
    assert 'hx-trigger="every 3s"' not in page


def test_it_can_be_taken_out_again(mona, rita, browsing):
    launch = sent_back(mona, rita)
    client = browsing(mona)
    client.post(url_of(launch))

    response = client.post(url_of(launch, "restore"))

    assert said(response)[-1] == "It is on the lists again."
    assert fresh(launch).archived_at is None
    assert history_of(launch)[-2:] == ["sent_back > archived", "archived > sent_back"]
    assert "took the launch out again" in client.get(f"/launches/{launch.pk}/").content.decode()


def test_it_does_nothing_twice(mona):
    launch = a_draft(mona)

    archive.archive(launch, by=mona)
    archive.archive(launch, by=mona)
    archive.restore(launch, by=mona)
    archive.restore(launch, by=mona)

    assert history_of(launch)[-2:] == ["draft > archived", "archived > draft"]


@pytest.mark.parametrize(
    ("standing", "word"),
    [("in_review", "in review"), ("approved", "approved"), ("unconfirmed", "unconfirmed")],
)
def test_it_refuses_while_something_is_under_way(mona, rita, browsing, standing, word):
    launch = {
        "in_review": lambda: in_review(mona),
        "approved": lambda: approved(mona, rita),
        "unconfirmed": lambda: settled(mona, rita, SubmissionStatus.UNCONFIRMED),
    }[standing]()
    before, client = events_of(launch), browsing(mona)

    response = client.post(url_of(launch))

    assert said(response) == [f"It cannot be archived while a submission is {word}."]
    assert (fresh(launch).archived_at, events_of(launch)) == (None, before)
    assert "Archive this launch" not in client.get(f"/launches/{launch.pk}/").content.decode()


@pytest.mark.parametrize("who", ["max", "rita"])
def test_it_is_for_its_author_and_admins(who, request, mona, browsing):
    launch = a_draft(mona)
    client = browsing(request.getfixturevalue(who))

    response = client.post(url_of(launch))

    assert said(response) == ["Only its author or an admin archives a launch."]
    assert fresh(launch).archived_at is None
    assert "Archive this launch" not in client.get(f"/launches/{launch.pk}/").content.decode()
    with pytest.raises(NotAllowed):
        archive.restore(launch, by=request.getfixturevalue(who))


def test_the_mark_staff_makes_no_admin_of_a_colleague_who_reviews_as_well(mona, person):
    both = person("bo", "Bo Both", "Marketing", "Reviewers", is_staff=True)

    with pytest.raises(NotAllowed):
        archive.archive(a_draft(mona), by=both)


def test_an_admin_may(mona, ada, browsing):
    launch = a_draft(mona)

    browsing(ada).post(url_of(launch))

    assert fresh(launch).archived_at is not None


def test_the_history_in_the_admin_tells_it(mona, ada, browsing):
    launch = a_draft(mona)
    archive.archive(launch, by=mona)

    page = browsing(ada).get("/admin/launches/statusevent/").content.decode()

    assert "Archived the launch" in page


@pytest.mark.parametrize("verb", ["archive", "restore"])
def test_it_needs_a_post_and_somebody_who_may_see_it(mona, stranger, browsing, client, verb):
    launch = a_draft(mona)

    assert browsing(mona).get(url_of(launch, verb)).status_code == 405
    assert browsing(stranger).post(url_of(launch, verb)).status_code == 404
    assert client.post(url_of(launch, verb))["Location"] == f"/sign-in/?next={url_of(launch, verb)}"
