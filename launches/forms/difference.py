"""What a page says beside what is stored, field by field, when somebody else saved meanwhile."""

from typing import NamedTuple

from django.db.models import QuerySet

from launches.forms.fields import chosen_numbers
from launches.forms.launch import CarriersForm, LaunchForm
from launches.models import CarrierRegion, Launch, Submission
from launches.models.answers import ANSWERS, LINKS

LABELS = {**ANSWERS, **LINKS, "launch_name": "Launch name"}


class Difference(NamedTuple):
    """One field that differs, as people read it; an empty text is a field without one."""

    label: str
    stored: str
    typed: str


def differences(form: LaunchForm, launch: Launch) -> list[Difference]:
    """Every field in which the page and the draft differ. What is typed counts as it stands, sound or not."""
    agent = form.chosen_agent()
    compared = [
        Difference("Agent", str(launch.agent), str(agent or "")),
        *(
            Difference(label, _read(getattr(launch, name)), _read(form[name].value()))
            for name, label in LABELS.items()
        ),
        *carriers_differences(form, launch.first_submission(), launch),
    ]
    return [field for field in compared if field.stored != field.typed and not _is_nameless(field)]


def carriers_differences(
    form: CarriersForm, submission: Submission | None, launch: Launch
) -> list[Difference]:
    """The carriers of a page beside those of its submission and its plan, by name."""
    stored = submission.chosen_regions() if submission else CarrierRegion.objects.none()
    planned = CarrierRegion.objects.filter(pk__in=launch.planned_regions.values("region"))
    return [
        Difference("Carriers", _named(stored), _named(_chosen(form, "regions"))),
        Difference("Carriers for later", _named(planned), _named(_chosen(form, "later"))),
    ]


def _chosen(form: CarriersForm, name: str) -> QuerySet[CarrierRegion]:
    return CarrierRegion.objects.filter(pk__in=chosen_numbers(form[name].value() or ()))


def _is_nameless(field: Difference) -> bool:
    """A name left empty asks for none: the one that is stored stays."""
    return field.label == LABELS["launch_name"] and not field.typed


def _named(regions: QuerySet[CarrierRegion]) -> str:
    return "\n".join(sorted(region.display_name for region in regions))


def _read(value: object) -> str:
    """Text or links as one text, without what nobody sees."""
    lines = value if isinstance(value, list) else str(value or "").replace("\r\n", "\n").split("\n")
    return "\n".join(str(line).rstrip() for line in lines).strip()
