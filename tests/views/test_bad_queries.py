"""Whatever stands behind the question mark of an address: a page, or a refusal in words, and never an error."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.drawing import draws
from tests.views.standing import with_carriers

PAGES = [
    "/",
    "/launches/",
    "/launches/rows/",
    "/launches/export/",
    "/launches/new/",
    "/launches/new/agent-facts/",
    "/launches/picker/",
    "/agents/",
    "/carriers/",
    "/carriers/rows/",
    "/matrix/",
    "/matrix/export/",
    "/activity/",
    "/activity/rows/",
    "/activity/export/",
    "/insights/",
    "/notices/",
    "/troubles/",
    "/sign-in/confirm/",
]
NAMES = """q state agent carrier country launch kind source since until before after page sort order archived pod author
    only seen said next unread remove regions hosting managed suggested region days period usual""".split()  # noqa: SIM905
ODD = st.text(max_size=60) | st.integers().map(str) | st.dates().map(str) | st.floats().map(str)
QUERIES = st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=8), st.lists(ODD, max_size=4), max_size=6)


@pytest.fixture
def client_of_mona(mona, rita, browsing):
    """Mona's, in a portal with one launch at its carriers."""
    with_carriers(mona, rita, "live")
    return browsing(mona)


@draws(40, long=20_000)
@given(st.sampled_from(PAGES), QUERIES, st.booleans())
@example("/notices/", {"before": ["9" * 30]}, False)
@example("/launches/", {"page": ["9" * 5000], "since": ["0000-00-00"]}, True)
@example("/activity/", {"launch": ["\x00"], "before": ["-1"]}, False)
def test_it_answers_in_words_whatever_is_asked(client_of_mona, url, query, is_htmx):
    headers = {"HX-Request": "true"} if is_htmx else {}

    response = client_of_mona.get(url, query, headers=headers)

    assert response.status_code in (200, 204, 302, 400, 404, 422), (url, query)
    assert b"<script>alert" not in getattr(response, "content", b"")
