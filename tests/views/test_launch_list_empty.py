"""/launches/ while there is no launch at all, and the moment when the first one comes."""

from launches.services import drafts
from tests.views.reading import Page
from tests.views.writing import make_agent

URL, ROWS = "/launches/", "/launches/rows/"


def test_it_has_an_empty_page_load_anew_with_the_first_launch_so_that_it_gets_its_filters(mona, browsing):
    client = browsing(mona)
    poll = Page(client.get(URL)).attributes["launch-rows"]["hx-get"]
    assert poll == f"{ROWS}?empty=yes&seen=0"
    assert client.get(poll, headers={"HX-Request": "true"}).status_code == 204

    drafts.create(by=mona, agent=make_agent(), answers={"launch_name": "spring_sale"}, regions=[])
    response = client.get(poll, headers={"HX-Request": "true"})

    assert (response["HX-Refresh"], response.content) == ("true", b"")
    assert "empty=" not in Page(client.get(URL)).attributes["launch-rows"]["hx-get"]
