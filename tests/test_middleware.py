"""What every answer needs, whoever asked: what is posted can be kept by every database, and looked for in it."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from launches.models import Comment
from launches.statuses import SubmissionStatus
from tests.factories import make_launch, make_submitted

pytestmark = pytest.mark.django_db


def test_it_keeps_a_comment_without_its_null_characters(mona, browsing):
    launch = make_launch(mona)

    browsing(mona).post(f"/launches/{launch.pk}/comments/", {"text": "Good\x00 news."})

    assert Comment.objects.get().text == "Good news."


def test_it_keeps_an_author_s_reason_without_its_null_characters(mona, browsing):
    submission = make_submitted(mona)

    browsing(mona).post(f"/launches/{submission.launch_id}/withdraw/", {"reason": "\x00Not\x00 yet."})

    submission.refresh_from_db()
    assert (submission.status, submission.reason) == (SubmissionStatus.DRAFT, "Not yet.")


def test_it_keeps_a_reviewer_s_notes_without_their_null_characters(mona, rita, browsing):
    submission = make_submitted(mona)
    send_back = reverse("admin:launches_submission_send_back", args=[submission.pk])

    browsing(rita).post(send_back, {"reason": "Say more.\x00", "note_optout_description": "Which\x00 word?"})

    submission.refresh_from_db()
    assert submission.reason == "Say more.\n\nOpt-out: Which word?"
    assert submission.review_notes == {"optout_description": "Which word?"}


def test_it_lets_no_file_onto_the_disk(rf):
    request = rf.post("/sign-in/", {"username": "mona", "file": ContentFile(b"x" * 3_000_000, "large.bin")})

    assert dict(request.POST.items()) == {"username": "mona"}
    assert dict(request.FILES) == {}


@pytest.mark.parametrize("page", ["launches_agent", "launches_submission", "auth_user"])
def test_it_narrows_a_list_without_them(ada, browsing, page):
    address = reverse(f"admin:{page}_changelist")

    for name in ("q", "pod", "kind"):
        answer = browsing(ada).get(address, {name: "\x00"}, follow=True)

        assert answer.status_code == 200


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("auth_user", "groups__id__in"),
        ("launches_launch", "agent"),
        ("launches_statusevent", "launch"),
        ("admin_logentry", "user"),
    ],
)
def test_it_looks_for_no_number_that_no_row_can_have(ada, browsing, page, name):
    answer = browsing(ada).get(reverse(f"admin:{page}_changelist"), {name: "9" * 30}, follow=True)

    assert answer.status_code in (200, 400)


def test_it_takes_no_such_number_from_a_box_to_tick(ada, mona, browsing):
    typed = {"username": mona.username, "groups": "9" * 30}

    answer = browsing(ada).post(reverse("admin:auth_user_change", args=[mona.pk]), typed)

    assert answer.status_code in (200, 400)
