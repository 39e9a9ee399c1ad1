"""The forms of a launch: the whole questionnaire, or carriers alone. Shape only."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import QueryDict

from launches.forms.fields import (
    AgentField,
    AnswerField,
    LineField,
    LinksField,
    RegionsField,
    Unseen,
    whole_number,
)
from launches.forms.picker import chosen_in, in_order
from launches.forms.questions import QUESTIONS
from launches.models import Agent, CarrierRegion, Launch, Submission
from launches.models.answers import ANSWERS
from launches.problems import BLOCKER, Finding
from launches.services import autosave
from launches.services.drafts import WRITTEN
from launches.services.versions import Sheet

LARGEST_VERSION = 2**31 - 1
LATEST_MOMENT = 2**53  # The largest whole number that a browser's clock can mean.


def with_version(typed: QueryDict, launch: Launch) -> QueryDict:
    """What was typed, as if on a page made from the draft as it is stored now."""
    now = typed.copy()
    now["version"] = str(launch.version)
    return now


def _stored_choice(chosen: QuerySet[CarrierRegion], launch: Launch) -> dict[str, list[int]]:
    """The carriers of the form as they are stored: those that go now, and the plan."""
    later = launch.planned_regions.order_by("place").values_list("region", flat=True)
    return {"regions": list(chosen.values_list("pk", flat=True)), "later": list(later)}


def _typed_choice(typed: QueryDict) -> dict[str, list[int]]:
    ticked = chosen_in(typed)
    return {"regions": ticked.now, "later": ticked.later}


class CarriersForm(forms.Form):
    """The carriers of a later submission. Whether they may be chosen is the services' business."""

    # A draft may be saved with anything missing; the server says what it needs.
    use_required_attribute = False

    regions = RegionsField(
        label="Carriers",
        help_text="One to five carriers of the agent's pod.",
        error_messages={"required": "No carrier is chosen. Choose at least one."},
    )
    # Beyond the five: planned, and no part of what is sent.
    later = RegionsField(label="Carriers for later", required=False)
    version = forms.IntegerField(
        widget=Unseen(), required=False, min_value=1, max_value=LARGEST_VERSION, initial=1
    )
    # Which page this is, and when it sent what it sends: the same form makes one launch, and no page is in its own way.
    form_token = forms.UUIDField(widget=Unseen(), required=False, initial=uuid4)
    sent_at = forms.IntegerField(widget=Unseen(), required=False, min_value=0, max_value=LATEST_MOMENT)

    @classmethod
    def of_submission(cls, submission: Submission | None, launch: Launch) -> "CarriersForm":
        """The form as stored; empty for a new submission."""
        chosen = submission.chosen_regions() if submission else CarrierRegion.objects.none()
        return cls(initial={**_stored_choice(chosen, launch), "version": launch.version})

    @classmethod
    def as_typed(cls, typed: QueryDict) -> "CarriersForm":
        """The form with everything that was typed and nothing said about it."""
        initial = {name: typed.get(name, "") for name in ("version", "form_token")}
        return cls(initial=initial | _typed_choice(typed))

    @classmethod
    def token_in(cls, typed: QueryDict) -> UUID | None:
        """Which page says this, if it says so: known before anything else of it is read."""
        try:
            token: UUID | None = cls.base_fields["form_token"].clean(typed.get("form_token"))
        except ValidationError:
            return None
        return token

    def clean(self) -> dict[str, Any]:
        """The carriers stand in the order of choosing; a browser sends boxes as they stand on the page."""
        for name in {"regions", "later"}.intersection(self.cleaned_data):
            regions = {region.pk: region for region in self.cleaned_data[name]}
            numbers = in_order([region.pk for region in self.cleaned_data[name]], self.data.get("order", ""))
            self.cleaned_data[name] = [regions[number] for number in numbers]
        return self.cleaned_data

    def sheet(self) -> Sheet:
        """The page itself, as the services take it. One that names no version may save only what nobody has saved."""
        found = self.cleaned_data
        return Sheet(found.get("form_token"), found.get("sent_at") or 0, found.get("version") or 1)

    def choice(self) -> autosave.Choice:
        """The carriers, as the services take them; None for those that could not be read."""
        return autosave.Choice(self.cleaned_data.get("regions"), self.cleaned_data.get("later"))

    def unsound(self) -> dict[str, str]:
        """What is wrong with fields that cannot be stored as they are, by their label."""
        wrong = {name: errors for name, errors in self.errors.items() if name not in self.unstored()}
        return {str(self[name].label): " ".join(map(str, errors)) for name, errors in wrong.items()}

    def unstored(self) -> set[str]:
        """Fields that say something about the page, not about the draft."""
        return {"version", "form_token", "sent_at"}

    def add_findings(self, findings: Iterable[Finding]) -> None:
        """Each blocker is an error beside its field; for a field that is not here, on top."""
        for finding in findings:
            if finding.level == BLOCKER:
                field = finding.field if finding.field in self.fields else None
                self.add_error(field, f"{finding.why} {finding.remedy}")


class LaunchForm(CarriersForm):
    """Everything that marketing writes about one launch."""

    agent = AgentField(
        queryset=Agent.objects.none(),
        empty_label="Choose an agent",
        widget=forms.Select(attrs={"class": "input"}),
        help_text="A pod is the part of Kaleyra where an agent lives, IN or NA. It decides the choice of carriers.",
        error_messages={
            "required": "Choose an agent.",
            "invalid_choice": "This agent is not known. Choose another.",
        },
    )
    video_uris = LinksField(
        label="Video links",
        help_text="A recording that does not expire: the first message, main flows, every button, STOP and its reply "
        "(US and Canada: HELP too). One https link a line.",
    )
    screenshot_uris = LinksField(
        label="Screenshot links",
        help_text="The opt-in page with its unticked box, the welcome message, the reply to STOP. Carriers ask for "
        "them. One https link a line.",
    )
    launch_name = LineField(
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off", "spellcheck": "false"}),
        help_text="Unique among all launches. Left empty, it is named after the agent, as in launch_48900.",
    )
    # The name that the page proposed: while it stands, another agent may bring another one.
    suggested = forms.CharField(widget=Unseen(), required=False)

    field_order = ("agent", *ANSWERS, "video_uris", "screenshot_uris", "regions", "launch_name")

    def __init__(self, *args: Any, launch: Launch | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        agent = self.fields["agent"]
        assert isinstance(agent, AgentField)
        # A draft may keep the agent that it has, even an archived one: preflight says what to do about it.
        kept = Q(pk=launch.agent_id) if launch else Q()
        agent.queryset = (
            Agent.objects.filter(Q(archived_at=None) | kept) if launch else Agent.objects.active()
        )
        self.fields["launch_name"].widget.attrs.pop("maxlength", None)
        if launch is not None:
            self.fields["launch_name"].required = True
            self.fields["launch_name"].help_text = "Unique among all launches."
        self.fields["regions"].required = False  # A draft may still be without carriers.
        for name, question in QUESTIONS.items():
            self.fields[name] = AnswerField(question)
        self.order_fields(self.field_order)

    @classmethod
    def of_launch(cls, launch: Launch) -> "LaunchForm":
        """The form as stored."""
        initial = {name: getattr(launch, name) for name in (*WRITTEN, "agent", "version")}
        choice = _stored_choice(launch.first_submission().chosen_regions(), launch)
        return cls(initial=initial | choice, launch=launch)

    @classmethod
    def as_typed(cls, typed: QueryDict, launch: Launch | None = None) -> "LaunchForm":
        """The form with everything that was typed and nothing said about it: a search is no attempt to save."""
        initial = {name: typed.get(name, "") for name in cls(launch=launch).fields}
        return cls(initial=initial | _typed_choice(typed), launch=launch)

    @classmethod
    def of_saved(cls, typed: QueryDict, launch: Launch) -> "LaunchForm":
        """The form as typed, now that exactly this is stored in the draft."""
        now = with_version(typed, launch)
        now["launch_name"] = launch.launch_name
        return cls(now, launch=launch)

    @classmethod
    def with_its_name(cls, typed: QueryDict, launch: Launch) -> QueryDict:
        """What was typed; a name that was left empty is the one that the launch was given meanwhile."""
        now = typed.copy()
        now["launch_name"] = typed.get("launch_name", "").strip() or launch.launch_name
        return now

    @classmethod
    def names_itself(cls, typed: QueryDict) -> bool:
        """Has nobody given a name of their own, so that the page may propose one?"""
        return typed.get("launch_name", "").strip() in ("", typed.get("suggested", ""))

    def answers(self) -> dict[str, Any]:
        """What was written, as the services take it."""
        return {name: self.cleaned_data[name] for name in WRITTEN}

    def sound_answers(self) -> dict[str, Any]:
        """Those answers that have the right shape, whatever is wrong with the others."""
        return {name: self.cleaned_data[name] for name in WRITTEN if name in self.cleaned_data}

    def unstored(self) -> set[str]:
        """Those of every form, what the page proposed, and a name that was left empty: it asks for none."""
        nameless = set() if self["launch_name"].value() else {"launch_name"}
        return super().unstored() | {"suggested"} | nameless

    def says_the_same_as(self, launch: Launch) -> bool:
        """Is this what the launch says already? The name is ours to give where it was left empty."""
        return self.is_valid() and autosave.says_nothing_new(
            launch,
            agent=self.cleaned_data["agent"],
            answers=self.answers(),
            choice=self.choice(),
        )

    def answer_fields(self) -> list[forms.BoundField]:
        """The five answers as they are drawn, each with its question."""
        return [self[name] for name in ANSWERS]

    def chosen_agent(self) -> Agent | None:
        """The agent that the form names at the moment, sound or not."""
        number = whole_number(self["agent"].value())
        return Agent.objects.filter(pk=number).first() if number is not None else None
