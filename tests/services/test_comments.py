"""Comments on a launch: added, shown to both sides, never edited or deleted."""

import pytest
from django.db import DatabaseError, transaction

from launches.models import Comment
from launches.models.comment import LONGEST_COMMENT
from launches.problems import NotAllowed, Problem
from launches.services import comments
from tests import factories

pytestmark = pytest.mark.django_db


def test_it_keeps_what_was_said_by_whom(mona, rita):
    launch = factories.make_launch(mona)

    comments.add(launch, by=mona, text="  Is the logo right? ")
    comments.add(launch, by=rita, text="It is.")

    said = [(comment.by_name, comment.text) for comment in comments.of(launch.pk)]
    assert said == [("Mona Marsh", "Is the logo right?"), ("Rita Ramos", "It is.")]


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "Write something"), (" \n", "Write something"), ("x" * (LONGEST_COMMENT + 1), "at most 2000")],
)
def test_it_says_nothing_empty_or_too_long(mona, text, words):
    launch = factories.make_launch(mona)

    with pytest.raises(Problem, match=words):
        comments.add(launch, by=mona, text=text)

    assert comments.of(launch.pk) == []


def test_it_takes_none_from_a_stranger(mona, stranger):
    with pytest.raises(NotAllowed):
        comments.add(factories.make_launch(mona), by=stranger, text="Hello.")


def test_the_database_refuses_to_change_what_was_said(mona):
    said = Comment.objects.filter(pk=comments.add(factories.make_launch(mona), by=mona, text="Said.").pk)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        said.update(text="Never said.")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        said._raw_delete("default")

    assert Comment.objects.get().text == "Said."
