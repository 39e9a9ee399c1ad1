"""The address of a list that is narrowed: it can be shared, and Back undoes what was chosen last."""

from urllib.parse import parse_qsl, urlsplit

from django.http import HttpResponse
from django_htmx.http import push_url, replace_url

from launches.views.request import Request

TYPED = {"q", "carrier", "launch"}


def at_address(request: Request, response: HttpResponse, address: str) -> HttpResponse:
    """The browser shows this address: as a further step that Back undoes, or in place while somebody goes on typing."""
    before, after = _asked(request.htmx.current_url or ""), _asked(address)
    changed = {name for name, _ in before.items() ^ after.items()}
    if not changed:
        return response
    goes_on = changed <= TYPED & before.keys()
    return replace_url(response, address) if goes_on else push_url(response, address)


def _asked(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))
