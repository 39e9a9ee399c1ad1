"""What the tests of saving by itself have in common: what a page sends, and what is stored and said then."""

from launches.models import Launch
from tests.views.reading import Page
from tests.views.writing import typed


def written(agent, regions=(), /, **changes):
    """What a page sends by itself."""
    return typed(agent, regions, action=None, **changes)


def stored(launch=None):
    """The draft as it is stored now."""
    return Launch.objects.get(pk=launch.pk) if launch else Launch.objects.get()


def chosen(launch):
    return list(launch.first_submission().chosen_regions())


def said(response):
    """The words beside the buttons, and what is read aloud."""
    words = response.content.decode().split('<span class="said"')[1].split("<input")[0]
    return " ".join(Page(Said(f'<p id="said"><span{words}</p>')).text("said").split())


class Said:
    """Enough of an answer to be read."""

    def __init__(self, html):
        self.content = html.encode()
