"""Fault 54: SECRET_KEY is changed or lost. People stay signed in with the old one as a fallback; nothing crashes."""

import pytest

from launches import chain
from tests.conftest import PASSWORD
from tests.factories import make_launch

pytestmark = pytest.mark.django_db
OLD, NEW = "an-old-secret-key-of-this-portal-" * 2, "a-new-secret-key-of-this-portal-" * 2


@pytest.fixture
def before(settings, mona, browsing):
    """Mona is signed in and has written something, with the old key."""
    settings.SECRET_KEY = OLD
    make_launch(mona)
    return browsing(mona)


def test_it_keeps_people_signed_in_and_the_chain_whole_while_the_old_key_is_a_fallback(settings, before):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]

    assert before.get("/launches/").status_code == 200
    assert chain.verify().broken is None


def test_it_asks_people_to_sign_in_again_when_the_old_key_is_gone(settings, before):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, []

    assert before.get("/launches/")["Location"] == "/sign-in/?next=/launches/"
    assert before.post("/sign-in/", {"username": "mona", "password": PASSWORD})["Location"] == "/"
    assert before.get("/launches/").status_code == 200
    assert chain.verify().broken is not None  # as docs/operations.md says: keep the old key
