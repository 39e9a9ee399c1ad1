"""Earlier answers that can fill in a form: those of the brand's launches, and sets kept under a name."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Q

from launches import access
from launches.models import Agent, AnswerSet, Launch
from launches.models.answers import ANSWERS, LINKS, LONGEST_ANSWER, LONGEST_SET_NAME, Answers
from launches.problems import NotAllowed, Problem

MOST_LAUNCHES = 20  # the latest; older answers are rarely the better ones
NO_LINKS: Mapping[str, Sequence[str]] = MappingProxyType({})


class Sources(NamedTuple):
    """What a form can be filled in from."""

    sets: list[AnswerSet]
    launches: list[Launch]

    def find(self, key: str) -> AnswerSet | Launch | None:
        """The one that a page means by this key, if it is among them."""
        known: dict[str, AnswerSet | Launch] = {f"set-{kept.pk}": kept for kept in self.sets}
        return (known | {f"launch-{launch.pk}": launch for launch in self.launches}).get(key)


def sources_for(agent: Agent | None, *, but: Launch | None = None) -> Sources:
    """Sets for everybody and for the agent's brand, and the latest launches of that brand that say anything."""
    brand = agent.brand_name if agent else ""
    sets = AnswerSet.objects.filter(brand_name__in={"", brand}).order_by("name", "id")
    if agent is None:
        return Sources(list(sets), [])
    same = Q(agent=agent) | (Q(agent__brand_name=brand) if brand else Q())
    says_anything = Q()
    for name in ANSWERS:
        says_anything |= ~Q(**{name: ""})
    launches = Launch.objects.filter(same, says_anything).select_related("agent").order_by("-id")
    if but is not None:
        launches = launches.exclude(pk=but.pk)
    return Sources(list(sets), list(launches[:MOST_LAUNCHES]))


def answers_of(source: Answers) -> dict[str, str]:
    """The five answers, by field."""
    return {name: answer for name, _, answer in source.answers()}


def links_of(source: Answers) -> dict[str, list[str]]:
    """The media links, by field."""
    return {name: getattr(source, name) for name in LINKS}


def in_words(source: Answers) -> list[tuple[str, str]]:
    """Each answer that it gives as (question in words, what was written)."""
    return [(question, answer) for _, question, answer in source.answers() if answer]


def keep(
    *,
    by: User,
    name: str,
    brand_name: str,
    answers: Mapping[str, str],
    links: Mapping[str, Sequence[str]] = NO_LINKS,
) -> AnswerSet:
    """These answers, and links if any, are kept under this name, for the brand or, without one, for everybody.

    Raises NotAllowed, or Problem when there is no name, no answer, or another set of that name.
    """
    if not access.may_keep_answers(by):
        raise NotAllowed("Only Marketing keeps answer sets.")
    written = {field: answers.get(field, "").replace("\x00", "").strip() for field in ANSWERS}
    if not any(written.values()):
        raise Problem("There is no answer yet to keep. Nothing was saved.")
    if any(len(answer) > LONGEST_ANSWER for answer in written.values()):
        raise Problem(f"An answer is longer than {LONGEST_ANSWER} characters. Nothing was saved.")
    with_them = {field: list(links.get(field, ())) for field in LINKS}
    kept = AnswerSet(name=_sound(name), brand_name=brand_name, created_by=by, **written, **with_them)
    _save(kept)
    return kept


def rename(kept: AnswerSet, *, by: User, name: str) -> None:
    """The set has another name. Raises NotAllowed, or Problem as `keep` does."""
    if not access.may_manage_answers(by, kept):
        raise NotAllowed("Only whoever made an answer set, or an admin, changes it.")
    kept.name = _sound(name)
    _save(kept)


def delete(kept: AnswerSet, *, by: User) -> None:
    """The set is gone; what was filled in from it stays. Raises NotAllowed."""
    if not access.may_manage_answers(by, kept):
        raise NotAllowed("Only whoever made an answer set, or an admin, deletes it.")
    kept.delete()


def _sound(name: str) -> str:
    name = " ".join(name.replace("\x00", "").split())
    if not name:
        raise Problem("Give the answer set a name. Nothing was saved.")
    if len(name) > LONGEST_SET_NAME:
        raise Problem(f"The name is longer than {LONGEST_SET_NAME} characters. Nothing was saved.")
    return name


def _save(kept: AnswerSet) -> None:
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError:
        whose = f"for {kept.brand_name}" if kept.brand_name else "for every brand"
        raise Problem(
            f"There is already an answer set named {kept.name} {whose}. Nothing was saved."
        ) from None
