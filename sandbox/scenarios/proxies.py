"""2xx: somebody between us and Kaleyra answers: HTML pages and redirects."""

from __future__ import annotations

from http.client import responses

from sandbox.exchange import HTML_TYPE, Answer, Request
from sandbox.scenarios.scenario import Change, Scenario, instead
from sandbox.wire import headers_with

PAGE = "<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1><hr>proxy</body></html>"


def page(status: int) -> Change:
    """An HTML page as proxies and firewalls show it."""
    title = f"{status} {responses[status]}"
    return instead(Answer(status, PAGE.format(title=title).encode(), (HTML_TYPE,), note="HTML of a proxy"))


def redirect(status: int, place: str = "/elsewhere") -> Change:
    return instead(Answer(status, b"", (("Location", place),)))


def redirect_to_itself(request: Request, honest: Answer) -> Answer:
    return Answer(302, b"", headers_with(honest, location=request.target))


def maintenance(_request: Request, _honest: Answer) -> Answer:
    return Answer(200, b"<html><body>We will be back soon</body></html>", (HTML_TYPE,))


SCENARIOS = (
    Scenario(201, "html-200", "200 with an HTML page", maintenance, "either"),
    Scenario(202, "html-403", "403 HTML: a firewall", page(403), "either"),
    Scenario(203, "html-404", "404 HTML", page(404), "either"),
    Scenario(204, "html-408", "408 HTML: request timeout", page(408), "either"),
    Scenario(205, "html-413", "413 HTML: too large", page(413), "either"),
    Scenario(206, "html-502", "502 HTML: bad gateway", page(502), "either"),
    Scenario(207, "html-503", "503 HTML: unavailable", page(503), "either"),
    Scenario(208, "html-504", "504 HTML: gateway timeout", page(504), "either"),
    Scenario(209, "html-401", "401 HTML: a proxy wants a login", page(401), "either"),
    Scenario(211, "redirect-301", "301 moved", redirect(301), "either"),
    Scenario(212, "redirect-302", "302 found", redirect(302), "either"),
    Scenario(213, "redirect-303", "303 see other", redirect(303), "either"),
    Scenario(214, "redirect-307", "307 temporary redirect", redirect(307), "either"),
    Scenario(215, "redirect-308", "308 permanent redirect", redirect(308), "either"),
    Scenario(216, "redirect-loop", "A redirect to itself", redirect_to_itself, "either"),
    Scenario(
        217,
        "redirect-inside",
        "A redirect to a link-local address",
        redirect(307, "http://169.254.169.254/latest/meta-data/"),
        "either",
    ),
    Scenario(
        218,
        "redirect-elsewhere",
        "A redirect to another host",
        redirect(307, "https://kaleyra.example/v1"),
        "either",
    ),
)
