"""Fields of our own: answers, lists of links, chosen carriers."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from launches.forms.links import why_not
from launches.forms.questions import Question
from launches.models import Agent, CarrierRegion
from launches.models.answers import LONGEST_ANSWER

# Django's own class takes no type arguments while it runs.
if TYPE_CHECKING:
    OneAgent = forms.ModelChoiceField[Agent]
else:
    OneAgent = forms.ModelChoiceField

MOST_LINKS = 20
LONGEST_ID = 18  # digits; more do not fit into a database's integers


def whole_number(text: object) -> int | None:
    """The row number that this text names; None when it names none, however odd it is."""
    word = str(text).strip()
    is_number = word.isascii() and word.isdecimal() and len(word) <= LONGEST_ID
    return int(word) if is_number else None


class AgentField(OneAgent):
    """One agent by its row number; odd numbers are no agent rather than an error of the database."""

    def to_python(self, value: Any) -> Agent | None:
        if value not in self.empty_values and whole_number(getattr(value, "pk", value)) is None:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        agent: Agent | None = super().to_python(value)
        return agent


class LineField(forms.CharField):
    """A name on one line, whatever is sent: each space, tab and line end within it is one space."""

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())


class AnswerField(forms.CharField):
    """One answer of the questionnaire. Its lines end as ours do, whatever the browser sends."""

    def __init__(self, question: Question) -> None:
        super().__init__(
            label=question.label,
            help_text=question.help,
            max_length=LONGEST_ANSWER,
            required=False,
            widget=forms.Textarea(attrs={"class": "input", "rows": 4}),
        )
        self.question = question
        # Typing is never cut off: too long is said on sending, with everything kept.
        self.widget.attrs.pop("maxlength", None)

    def to_python(self, value: Any) -> str:
        return with_our_line_ends(super().to_python(value) or "")


class LinksField(forms.CharField):
    """Links that anybody can open, one a line; answers them as a list."""

    def __init__(self, **options: Any) -> None:
        widget = forms.Textarea(
            attrs={"class": "input", "rows": 3, "spellcheck": "false", "autocapitalize": "off"}
        )
        super().__init__(required=False, widget=widget, **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        lines = with_our_line_ends(super().clean(value)).split("\n")
        links = [(number, line.strip()) for number, line in enumerate(lines, 1) if line.strip()]
        if len(links) > MOST_LINKS:
            raise ValidationError(f"{len(links)} links are too many: give at most {MOST_LINKS}.")
        if wrong := [_about(number, link) for number, link in links if why_not(link)]:
            raise ValidationError(wrong)
        return [link for _, link in links]


class Unseen(forms.HiddenInput):
    """A hidden field that has the server's value after a reload, not the one that the browser remembers.

    It is a text field with `hidden`: on a field of the type hidden, browsers do not heed `autocomplete="off"`.
    Not every checker of labels knows that `hidden` hides: hence the second attribute.
    """

    input_type = "text"
    is_hidden = True

    def __init__(self, **attributes: str) -> None:
        super().__init__(attrs={"hidden": True, "aria-hidden": "true", "autocomplete": "off", **attributes})


class RegionsField(forms.MultipleChoiceField):
    """The chosen carriers as sent: in their order, repetitions included, so that a rule can refuse them."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[CarrierRegion]:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")
        numbers = [whole_number(word) for word in value or ()]
        known = CarrierRegion.objects.in_bulk({number for number in numbers if number is not None})
        regions = [known.get(number) if number is not None else None for number in numbers]
        if None in regions:
            raise ValidationError("One of the chosen carriers is not in the catalogue. Choose it again.")
        return [region for region in regions if region is not None]


def chosen_numbers(words: Iterable[object]) -> list[int]:
    """The row numbers among these words, each once, in their order."""
    return list(dict.fromkeys(number for word in words if (number := whole_number(word)) is not None))


def with_our_line_ends(text: str) -> str:
    """The text with its lines ended as ours are, whatever the browser sends."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _about(number: int, link: str) -> str:
    shown = link if len(link) <= 60 else f"{link[:57]}…"
    return f"Line {number}, “{shown}”: {why_not(link)}."
