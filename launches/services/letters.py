"""What a letter says: in plain words, with a link to the portal, and without secrets or whole answers."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import Truncator, capfirst

from launches import access
from launches.board import Need, needs_of
from launches.models import Mail
from launches.services.notices import Told, in_words
from launches.words import name_of

MOST = 20  # of each kind in one letter; the portal has the rest
LONGEST_QUOTE = 280


def letter(mail: Mail) -> EmailMultiAlternatives | None:
    """The letter as it would go now; None when nothing is left to tell this person."""
    person = mail.person
    if not (person.is_active and person.email and access.may_comment(person)):
        return None
    told = [_short(notice) for notice in in_words(mail.notices.unread()[:MOST])]
    needs = needs_of(person)[:MOST] if mail.is_digest else []
    if not told and not needs:
        return None
    context = {
        "name": name_of(person),
        "told": told,
        "left_out": max(mail.notices.unread().count() - len(told), 0),
        "needs": needs,
        "portal": settings.PORTAL_URL,
        "settings_url": settings.PORTAL_URL + reverse("you"),
        "notices_url": settings.PORTAL_URL + reverse("notice_list"),
    }
    made = EmailMultiAlternatives(
        subject=" ".join(_subject(told, needs).split()),  # A line end in it would be refused.
        body=render_to_string("mail/letter.txt", context),
        to=[person.email],
        # The same id for every try, so that a mailbox can drop a double; and no out-of-office replies.
        headers={
            "Message-ID": f"<mail-{mail.pk}.{_moment(mail)}@{_sender()}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    made.attach_alternative(render_to_string("mail/letter.html", context), "text/html")
    return made


def _subject(told: list[Told], needs: list[Need]) -> str:
    if needs:
        return f"{len(needs)} thing{' needs' if len(needs) == 1 else 's need'} you"
    if len(told) > 1:
        return f"{len(told)} notices about launches"
    entry = told[0].entry
    names_its_subject = entry.subject == "launch_region"
    words = capfirst(entry.sentence) if names_its_subject else f"{entry.who} {entry.sentence}"
    return f"{told[0].launch.launch_name}: {words}"


def _short(notice: Told) -> Told:
    quote = Truncator(notice.entry.reason).chars(LONGEST_QUOTE)
    return notice._replace(entry=notice.entry._replace(reason=quote))


def _sender() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ")


def _moment(mail: Mail) -> int:
    """Tells apart the letters of two databases that number them alike."""
    return int(mail.made_at.timestamp() * 1000)
