"""Operations: the machinery on one page, and the buttons that let sending go on."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from launches.kaleyra import CatalogueReply, RegionRow
from launches.models import (
    Brake,
    BrokenCheck,
    Checking,
    DoubtfulCatalogue,
    PodHealth,
    StateCode,
    Submission,
)
from launches.problems import Problem
from launches.services import brake, epoch, health, pods, regions
from launches.statuses import SubmissionStatus
from tests import factories
from tests.views.reading import said

pytestmark = pytest.mark.django_db
PAGE = reverse("admin:launches_podhealth_changelist")


def page_for(client):
    return client.get(PAGE).content.decode()


@pytest.mark.page_only
def test_it_says_that_sending_is_stopped_when_no_worker_is_alive(ada, browsing):
    before = page_for(browsing(ada))
    health.beat()

    assert "no worker was ever seen" in before
    assert "Alive, last seen" in page_for(browsing(ada))


@pytest.mark.page_only
def test_it_shows_backlog_codes_and_catalogue(mona, rita, ada, browsing):
    factories.make_approved(mona, rita)
    StateCode.objects.create(code="9", first_seen_at=timezone.now())

    context = browsing(ada).get(PAGE).context

    assert [(status.value, number) for status, _, number in context["backlog"]] == [
        ("in_review", 0), ("approved", 1), ("sending", 0), ("unconfirmed", 0),
    ]  # fmt: skip
    assert context["unmapped"] == 1
    assert [(pod.name, pod.carriers) for pod in context["pods"]] == [("IN", 0), ("NA", 2)]


@pytest.mark.page_only
def test_it_resumes_a_pod_that_was_stopped(ada, browsing):
    pods.stop("NA", "Kaleyra does not accept the key.")
    before = page_for(browsing(ada))

    answer = browsing(ada).post(reverse("admin:launches_resume"), {"pod": "NA"})

    assert "Kaleyra does not accept the key." in before
    assert said(answer) == ["Sending to the NA pod goes on."]
    assert PodHealth.objects.get(pod="NA").stopped_at is None


@pytest.mark.page_only
def test_it_resumes_nothing_for_a_reviewer(rita, browsing):
    pods.stop("NA", "Kaleyra does not accept the key.")

    answer = browsing(rita).post(reverse("admin:launches_resume"), {"pod": "NA"})

    assert said(answer) == ["Only admins resume sending."]
    assert PodHealth.objects.get(pod="NA").stopped_at is not None


def test_it_parks_what_a_restored_backup_believed_to_be_waiting(
    mona, rita, ada, browsing, settings, tmp_path
):
    settings.EPOCH_FILE = tmp_path / "epoch"
    assert epoch.is_ours()
    submission = factories.make_approved(mona, rita)
    settings.EPOCH_FILE.write_text("")
    before = page_for(browsing(ada))

    answer = browsing(ada).post(reverse("admin:launches_park"))

    assert "Sending is held" in before
    assert said(answer) == ["Sending goes on; parked as unconfirmed: 1; sent back to their authors: 0."]
    assert Submission.objects.get(pk=submission.pk).status == SubmissionStatus.UNCONFIRMED
    assert "Sending is held" not in page_for(browsing(ada))


def test_it_parks_nothing_when_nothing_is_held(mona, rita, ada, browsing, settings, tmp_path):
    settings.EPOCH_FILE = tmp_path / "epoch"
    submission = factories.make_approved(mona, rita)

    answer = browsing(ada).post(reverse("admin:launches_park"))

    assert said(answer) == ["Sending is not held by a restored backup. Nothing was changed."]
    assert Submission.objects.get(pk=submission.pk).status == SubmissionStatus.APPROVED


@pytest.mark.page_only
def test_it_stops_all_sending_and_lets_it_go_on(ada, browsing):
    admin = browsing(ada)

    pulled = admin.post(reverse("admin:launches_brake"), {"pod": "", "reason": "A wrong logo went out."})
    during = page_for(admin)
    held = not pods.may_send("NA")
    row = Brake.objects.get()
    released = admin.post(reverse("admin:launches_release"), {"brake": row.pk})

    assert said(pulled) == ["Sending to all pods is stopped. What is approved waits."]
    assert held
    assert "All sending was stopped by hand" in during
    assert "A wrong logo went out." in during
    assert said(released) == ["Sending to all pods goes on. The worker sends what waited."]
    assert pods.may_send("NA")
    assert "Stopped by Ada Adler" in page_for(admin)


def test_it_records_and_shows_who_did_what_to_the_machinery(ada, browsing, settings, tmp_path):
    settings.EPOCH_FILE = tmp_path / "epoch"
    admin = browsing(ada)
    pods.stop("IN", "Kaleyra does not accept the key.")
    admin.post(reverse("admin:launches_brake"), {"pod": "NA", "reason": "A wrong logo."})
    admin.post(reverse("admin:launches_release"), {"brake": Brake.objects.get().pk})
    admin.post(reverse("admin:launches_resume"), {"pod": "IN"})
    admin.post(reverse("admin:launches_catalogue_sync"), {"pod": "NA"})
    assert epoch.is_ours()
    settings.EPOCH_FILE.write_text("")
    admin.post(reverse("admin:launches_park"))

    recorded = [(entry.user, entry.get_change_message()) for entry in LogEntry.objects.order_by("pk")]
    page = page_for(admin)

    assert recorded == [
        (ada, "Stopped sending to the NA pod: A wrong logo."),
        (ada, "Let sending to the NA pod go on"),
        (ada, "Resumed sending to the IN pod; the trouble was: Kaleyra does not accept the key."),
        (ada, "Asked the worker to sync the NA catalogue"),
        (ada, "Let sending go on after a backup was restored; " + str(epoch.Parked(0, 0))),
    ]
    assert [words for _, words in recorded if words not in page] == []
    assert page.count("Ada Adler, <time") == 5


def test_it_records_nothing_that_was_refused(rita, browsing):
    reviewer = browsing(rita)
    for verb in ("brake", "release", "resume", "catalogue_sync"):
        reviewer.post(reverse(f"admin:launches_{verb}"), {"pod": "NA", "reason": "No.", "brake": "1"})

    assert list(LogEntry.objects.all()) == []


@pytest.mark.page_only
@pytest.mark.parametrize(
    ("address", "form", "words"),
    [
        ("brake", {"pod": "", "reason": "No."}, "Only admins stop sending."),
        ("release", {"brake": "1"}, "Only admins let sending go on."),
    ],
)
def test_it_stops_and_releases_nothing_for_a_reviewer(rita, browsing, address, form, words):
    answer = browsing(rita).post(reverse(f"admin:launches_{address}"), form)

    assert said(answer) == [words]
    assert pods.may_send("NA")


@pytest.mark.parametrize("number", ["", "abc", "9" * 5000, "77"])
def test_it_releases_nothing_by_a_form_that_was_tampered_with(ada, browsing, number):
    answer = browsing(ada).post(reverse("admin:launches_release"), {"brake": number})

    assert said(answer) == ["This brake is not on any more. Nothing was changed."]


@pytest.mark.page_only
@pytest.mark.parametrize("verb", ["brake", "release", "resume", "park"])
def test_it_does_nothing_by_get(ada, browsing, verb):
    assert browsing(ada).get(reverse(f"admin:launches_{verb}")).status_code == 405


@pytest.mark.page_only
def test_it_says_what_the_last_sync_changed(ada, browsing):
    def row(name, *, carrier_enabled=True):
        return RegionRow(f"id of {name}", "", f"Canada: {name}", "", "", carrier_enabled, "")

    regions.apply("NA", CatalogueReply((row("Bell"), row("Rogers"), row("Telus")), ()))
    first = str(page_state(browsing(ada))["NA"].differences)
    regions.apply("NA", CatalogueReply((row("Bell"), row("Rogers", carrier_enabled=False), row("Fizz")), ()))
    second = str(page_state(browsing(ada))["NA"].differences)
    regions.apply("NA", CatalogueReply((row("Bell"), row("Rogers", carrier_enabled=False), row("Fizz")), ()))

    third = str(page_state(browsing(ada))["NA"].differences)

    assert (first, second, third) == ("3 new, 0 changed, 0 gone", "1 new, 1 changed, 1 gone", "no difference")


@pytest.mark.page_only
def test_it_says_that_the_last_sync_failed_until_one_succeeds(ada, browsing, sandbox):
    regions.sync("NA")
    sandbox.answer_next("rcs500", on="regions", times=0)
    with pytest.raises(Problem):
        regions.sync("NA")
    page = browsing(ada).get(reverse("admin:launches_podhealth_changelist")).content.decode()
    assert "Kaleyra gave no usable answer, and nothing was changed" in page

    sandbox.answer_honestly()
    regions.sync("NA")

    assert page_state(browsing(ada))["NA"].failed_at is None


@pytest.mark.page_only
def test_it_names_the_launch_that_was_not_checked_for_longest(mona, rita, ada, browsing, sandbox):
    now = timezone.now()
    for number, minutes in (("1", 5), ("2", 90), ("3", 30)):
        launch = factories.make_accepted(
            mona, rita, agent=factories.make_agent(number), launch_name=f"n{number}"
        )
        Checking.objects.filter(pk=launch.pk).update(
            checked_at=now - timedelta(minutes=minutes), next_at=now + timedelta(minutes=1)
        )

    context = browsing(ada).get(PAGE).context

    assert str(context["oldest_unchecked"].launch) == "n2"
    assert (context["followed"], context["checked_in_an_hour"], context["due_count"]) == (3, 2, 0)


@pytest.mark.page_only
def test_it_asks_the_database_no_more_for_many_rows(
    mona, rita, ada, browsing, django_assert_num_queries, django_assert_max_num_queries
):
    admin = browsing(ada)

    def add(number):
        factories.make_approved(mona, rita, agent=factories.make_agent(number))
        brake.release(brake.pull("", by=ada, reason="Once.").pk, by=ada)

    add("1")
    assert epoch.is_ours()  # as a worker asks before it sends anything
    with django_assert_max_num_queries(36) as one:
        admin.get(PAGE)
    for number in range(2, 12):
        add(str(number))

    with django_assert_num_queries(len(one)):
        admin.get(PAGE)


def page_state(client):
    return {pod.name: pod for pod in client.get(PAGE).context["pods"]}


# --- What was put aside ------------------------------------------------------------------------
def test_it_shows_a_parked_launch_and_lets_its_checks_go_on(mona, rita, ada, sandbox, browsing):
    launch = factories.make_accepted(mona, rita)
    BrokenCheck.objects.create(launch=launch, times=5, problem="ValueError: <b>odd</b>", at=timezone.now())
    client = browsing(ada)

    page = page_for(client)
    answer = client.post(reverse("admin:launches_unpark"), {"launch": launch.pk})

    assert f"Check {launch} again" in page
    assert "ValueError: &lt;b&gt;odd&lt;/b&gt;" in page
    assert said(answer) == [f"{launch} is checked again."]
    assert not BrokenCheck.objects.exists()
    assert LogEntry.objects.get().user == ada


@pytest.mark.page_only
def test_it_applies_a_catalogue_that_was_not_believed(ada, browsing):
    known = [factories.make_region(f"Canada: C{number}") for number in range(3)]
    with pytest.raises(regions.NotBelieved):
        regions.apply("NA", CatalogueReply(rows=(), unreadable=()))
    regions._put_aside("NA", CatalogueReply(rows=(), unreadable=()), "Kaleyra lists 0 of the 3.")
    client = browsing(ada)

    page = page_for(client)
    answer = client.post(reverse("admin:launches_believe"), {"catalogue": DoubtfulCatalogue.objects.get().pk})

    assert "Canada: C0, Canada: C1, Canada: C2" in page
    assert said(answer) == [f"The catalogue is applied: 0 new, 0 changed, {len(known)} gone."]
    assert "waits for you" not in page_for(client)


@pytest.mark.page_only
@pytest.mark.parametrize("button", ["unpark", "believe"])
def test_nobody_else_presses_these_buttons(mona, rita, ada, browsing, button):
    address = reverse(f"admin:launches_{button}")

    assert browsing(mona).post(address).status_code == 302  # to the sign-in page of the admin
    assert "Only admins" in said(browsing(rita).post(address))[0]
    assert browsing(ada).get(address).status_code == 405
    assert "Nothing was changed." in said(browsing(ada).post(address, {"launch": "x", "catalogue": "x"}))[0]
