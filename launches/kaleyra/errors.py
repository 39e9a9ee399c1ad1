"""The family of what can go wrong, cut by what the caller may do next, and the catalogue of words for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .exchange import Exchange


@dataclass(frozen=True)
class Meaning:
    """What one code means to a marketing person, and what the portal may conclude from it."""

    sentence: str
    next_step: str
    http_status: int | None = None
    is_certain: bool = False  # of a POST: it is known whether Kaleyra took it
    is_retryable: bool = False  # the same request may be sent again without a person deciding so


class KaleyraError(Exception):
    """A call did not bring what was asked for. Only the subclasses are raised.

    Everything here may be shown to people and stored: no key, no SID.
    """

    def __init__(
        self,
        meaning: Meaning,
        *,
        http_status: int | None = None,
        code: str = "",
        detail: str = "",
        exchanges: tuple[Exchange, ...] = (),
        retry_after: float | None = None,
        suggested_id: str = "",
    ) -> None:
        super().__init__(meaning.sentence)
        self.http_status = http_status
        self.code = code
        self.sentence = meaning.sentence
        self.next_step = meaning.next_step
        self.detail = detail
        self.exchanges = exchanges
        # Seconds that Kaleyra asked us to wait, never more than an hour; None when it did not say.
        self.retry_after = retry_after
        # What looks like the agent_launch_id in an answer that cannot be trusted: a hint for the person who decides.
        self.suggested_id = suggested_id


class Refused(KaleyraError):
    """Kaleyra said no, for certain: nothing was launched, and the same request would be refused again."""


class NotSent(KaleyraError):
    """Nothing was sent, for certain: the connection never came about. It may be tried again by itself."""


class TryLater(KaleyraError):
    """Nothing was changed, for certain, and the same call may work later."""


class OutcomeUnknown(KaleyraError):
    """A change was sent and no usable answer came. Only a person, or a status that proves it, may decide."""


class Misconfigured(KaleyraError):
    """Our address, SID or key is wrong or not accepted: every other call would fail in the same way."""


_ASK_ADMIN = "Nothing is wrong with your launch. Tell an administrator of the portal."
_CHECK_CONSOLE = (
    "It may have been taken, so do not send it again. Look in Kaleyra's console whether the launch is there, "
    "then settle it on the launch page."
)
_ASKED_ONLY = "The last known state stays. The portal will ask again by itself."
_WAIT = "Nothing to do: the portal will try again by itself."
_BRAND_STEP = (
    "Complete the brand's e-mail address, contact name, website and contacts, in Kaleyra's console "
    "and on the agent's page, then submit again."
)

CATALOGUE: dict[str, Meaning] = {
    # Kaleyra docs: the status and error codes of the launch APIs.
    "RCS701": Meaning(
        "Kaleyra refused the request because it could not read it.",
        "This is a fault of the portal, not of your launch. Tell an administrator, who can see the exact request.",
        400,
        is_certain=True,
    ),
    "RCS601": Meaning(
        "Kaleyra refused the request because RCS is not enabled for our account.",
        "Ask our Kaleyra representative to enable the RCS channel, then submit again.",
        400,
        is_certain=True,
    ),
    "RCS405": Meaning(
        "Kaleyra refused this kind of request.",
        _ASK_ADMIN,
        405,
        is_certain=True,
    ),
    "RCS904": Meaning(
        "Kaleyra refused the request.",
        "Read Kaleyra's reason, correct what it names, and submit again.",
        400,
        is_certain=True,
    ),
    "RCS502": Meaning(
        "Kaleyra's gateway failed.",
        _CHECK_CONSOLE,
        500,
    ),
    "RCS500": Meaning(
        "Kaleyra had an internal error.",
        _CHECK_CONSOLE,
        500,
    ),
    # Readings of RCS904 that deserve words of their own.
    "RCS904 brand": Meaning(
        "Kaleyra refused the launch because the brand's details are incomplete.",
        _BRAND_STEP,
        400,
        is_certain=True,
    ),
    "RCS904 vague": Meaning(
        "Kaleyra reported a failure without a clear reason.",
        _CHECK_CONSOLE,
        400,
    ),
    "RCS904 not found": Meaning(
        "Kaleyra does not find this launch.",
        "The last known state stays, and the portal asks again. When it lasts, ask Kaleyra, naming agent and id.",
        400,
        is_certain=True,
    ),
    # Plain HTTP, where the body names no code that we know.
    "HTTP 400": Meaning(
        "Kaleyra did not accept the request, without a reason that we know.", _CHECK_CONSOLE, 400
    ),
    "HTTP 401": Meaning("Kaleyra did not accept our API key.", _ASK_ADMIN, 401, is_certain=True),
    "HTTP 403": Meaning("Our Kaleyra account is not allowed to do this.", _ASK_ADMIN, 403, is_certain=True),
    "HTTP 404": Meaning("Kaleyra does not know this address.", _ASK_ADMIN, 404, is_certain=True),
    "HTTP 405": Meaning("Kaleyra does not allow this kind of request.", _ASK_ADMIN, 405, is_certain=True),
    "HTTP 408": Meaning("Kaleyra gave up waiting for the request.", _CHECK_CONSOLE, 408),
    "HTTP 409": Meaning(
        "Kaleyra says that this is already there, or in conflict with something that is.",
        "Look at the earlier launches of this agent, change what collides, and submit again.",
        409,
        is_certain=True,
    ),
    "HTTP 413": Meaning(
        "Kaleyra says that the request is too large.",
        "Shorten the answers or leave out some links, and submit again.",
        413,
        is_certain=True,
    ),
    "HTTP 429": Meaning(
        "Kaleyra asks us to slow down. The request was not processed.",
        _WAIT,
        429,
        is_certain=True,
        is_retryable=True,
    ),
    "HTTP 500": Meaning("Kaleyra had an internal error.", _CHECK_CONSOLE, 500),
    "HTTP 501": Meaning("Kaleyra does not offer this function.", _CHECK_CONSOLE, 501),
    "HTTP 502": Meaning("Kaleyra's gateway failed.", _CHECK_CONSOLE, 502),
    "HTTP 503": Meaning("Kaleyra is not available at the moment.", _CHECK_CONSOLE, 503),
    "HTTP 504": Meaning("Kaleyra's gateway waited too long for an answer.", _CHECK_CONSOLE, 504),
    "HTTP 3xx": Meaning("Kaleyra's address answered with a redirect, which we never follow.", _CHECK_CONSOLE),
    "HTTP 4xx": Meaning("The request was turned away, without a reason that we know.", _CHECK_CONSOLE),
    "HTTP 5xx": Meaning("Something failed at Kaleyra's side.", _CHECK_CONSOLE),
    # What we notice ourselves.
    "not connected": Meaning(
        "Kaleyra could not be reached. Nothing was sent.", _WAIT, is_certain=True, is_retryable=True
    ),
    "tls": Meaning(
        "The connection to Kaleyra could not be proved safe (TLS check failed). Nothing was sent.",
        "Tell an administrator: a certificate, a proxy or the clock is wrong. The portal will try again by itself.",
        is_certain=True,
        is_retryable=True,
    ),
    "no answer": Meaning("No complete answer came back from Kaleyra.", _CHECK_CONSOLE),
    "not Kaleyra": Meaning(
        "What answered did not sound like Kaleyra: perhaps a proxy or firewall on the way.", _CHECK_CONSOLE
    ),
    "unreadable": Meaning("Kaleyra's answer could not be understood.", _CHECK_CONSOLE),
    "contradiction": Meaning("Kaleyra's answer contradicts itself.", _CHECK_CONSOLE),
    "unknown code": Meaning("Kaleyra answered with a code that we do not know.", _CHECK_CONSOLE),
    "no id": Meaning(
        "Kaleyra answered that it took the launch, but gave no valid launch id.",
        "Do not send it again. Find the id in Kaleyra's console and enter it on the launch page.",
    ),
    "other launch": Meaning("Kaleyra's answer speaks of another launch.", _CHECK_CONSOLE),
    "bad request text": Meaning(
        "The prepared request is damaged, so it was not sent.",
        "Send the submission back and submit it again, which prepares it anew.",
        is_certain=True,
    ),
    "bad settings": Meaning(
        "The portal's Kaleyra settings are wrong. Nothing was sent.", _ASK_ADMIN, is_certain=True
    ),
}


def meaning_of(key: str, http_status: int | None = None) -> Meaning:
    """The words for a code; one that we do not know falls back by HTTP status."""
    if key in CATALOGUE:
        return CATALOGUE[key]
    if http_status is None:
        return CATALOGUE["unreadable"]
    of_its_class = CATALOGUE.get(f"HTTP {http_status // 100}xx", CATALOGUE["unknown code"])
    return CATALOGUE.get(f"HTTP {http_status}", of_its_class)


def as_reading(meaning: Meaning) -> Meaning:
    """The same failure of a call that only asked: nothing can have been launched, so there is nothing to settle."""
    if meaning.next_step != _CHECK_CONSOLE:
        return meaning
    return replace(meaning, next_step=_ASKED_ONLY, is_certain=True, is_retryable=True)
