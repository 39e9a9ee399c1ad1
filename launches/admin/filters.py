"""Filters of the admin's lists, which say in words what the database keeps as a code."""

from collections.abc import Callable, Collection, Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest

from launches.statuses import CarrierState, LaunchState, SubmissionStatus

STATES = {**dict(SubmissionStatus.choices), **dict(CarrierState.choices), **dict(LaunchState.choices)}


def in_words(
    title: str, say: Callable[[str], str], known: Collection[str] = ()
) -> type[admin.AllValuesFieldListFilter]:
    """A filter under this title, with a choice for each known value, or each that occurs, as `say` puts it.

    Of what is known nothing is asked: to find the values that occur, every row is read.
    """

    class InWords(admin.AllValuesFieldListFilter):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.title = title
            if known:
                self.lookup_choices = known  # type: ignore[assignment]  # it is gone through, nothing else

        def choices(self, changelist: ChangeList) -> Iterator[Any]:
            everything, *others = super().choices(changelist)
            yield everything
            for choice in others:
                yield {**choice, "display": say(str(choice["display"]))}

    return InWords


def yes_or_no(title: str) -> type[admin.BooleanFieldListFilter]:
    """A filter of a field that is true or false, under this title."""

    class YesOrNo(admin.BooleanFieldListFilter):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.title = title

    return YesOrNo


def lately(title: str) -> type[admin.DateFieldListFilter]:
    """A filter of a moment, under this title: today, the past week, this month or year. Django's way down
    through years and months reads every row before: 11 s of a history of 900,000.
    """

    class Lately(admin.DateFieldListFilter):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.title = title

    return Lately


def plain(code: str) -> str:
    """A code of ours as a person would write it."""
    return str(STATES.get(code, code.replace("_", " ").capitalize()))


class AboutFilter(admin.RelatedOnlyFieldListFilter):
    """What kind of thing was changed: only those that ever were, without the name of the app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "what it is about"
        kinds = [(pk, words.rpartition(" | ")[2].capitalize()) for pk, words in self.lookup_choices]
        self.lookup_choices = sorted(kinds, key=lambda kind: kind[1])


class ArchivedFilter(admin.SimpleListFilter):
    """Those in use unless somebody asks for the archived ones."""

    title = "archived"
    parameter_name = "archived"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Only the archived can be asked for; the others are what is shown without asking."""
        return [("yes", "Archived"), ("all", "In use and archived")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of that kind."""
        if self.value() == "all":
            return queryset
        return queryset.filter(archived_at__isnull=self.value() != "yes")

    def choices(self, changelist: Any) -> Any:
        """Django's own, with a better word for what is shown without asking."""
        first, *others = super().choices(changelist)
        yield first | {"display": "In use"}
        yield from others
