"""How verdicts, moments, people and texts appear in the admin's lists. Badges are those of the portal."""

from datetime import datetime

from django.contrib.auth.models import User
from django.utils.html import format_html
from django.utils.safestring import SafeString

from launches import words
from launches.statuses import Look
from launches.templatetags.portal import moment

NOTHING = "—"
VERDICTS = {
    "ok": Look("OK", "green", "circle-check"),
    "refused": Look("Refused", "red", "circle-x"),
    "not_sent": Look("Not sent", "grey", "circle-minus"),
    "try_later": Look("Try later", "amber", "hourglass"),
    "unknown": Look("Outcome unknown", "orange", "circle-question-mark"),
    "misconfigured": Look("Misconfigured", "red", "circle-alert"),
}


def when(at: datetime | None) -> SafeString | str:
    """How long ago; the exact time on hover and in print."""
    return NOTHING if at is None else moment(at)


def person(user: User | None) -> str:
    """What people call them."""
    return NOTHING if user is None else words.name_of(user)


def link(url: str, text: object) -> SafeString:
    """A link with this text, escaped."""
    return format_html('<a href="{}">{}</a>', url, text)


def exact_text(text: str) -> SafeString | str:
    """A text as it was sent or received, reachable by keyboard and easy to select as a whole."""
    if not text:
        return NOTHING
    return format_html('<pre class="exact" tabindex="0">{}</pre>', text)


def lasted(milliseconds: int) -> str:
    """How long it took, as people say it."""
    return f"{milliseconds} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"


def verdict_look(verdict: str) -> Look:
    """How the portal's conclusion from an exchange is drawn."""
    return VERDICTS.get(verdict, Look(verdict.replace("_", " ").capitalize(), "hollow", "circle-dashed"))
