"""How far each section of a launch has come, as its form says on top."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from launches.models import Agent, Launch
from launches.models.answers import ANSWERS, LINKS
from launches.models.submission import MOST_REGIONS
from launches.problems import BLOCKER, WARNING, Finding
from launches.statuses import Look
from launches.words import so_many

MISSING, WARNED, DONE = (
    Look("missing", "grey", "circle"),
    Look("with a warning", "amber", "triangle-alert"),
    Look("complete", "green", "circle-check"),
)


class Section(NamedTuple):
    """One section of the form, and how far it has come."""

    place: str  # the id of its heading
    title: str
    words: str
    look: Look


def progress(launch: Launch | None, chosen: int = 0, findings: Sequence[Finding] = ()) -> list[Section]:
    """Every section of the form of this draft as it is stored, with so many carriers; None is one not saved yet."""
    if launch is None:
        launch, findings = Launch(agent=Agent()), [Finding(name, BLOCKER, "", "") for name in _EVERYTHING]
        links, check = "none yet", "not saved yet"
    else:
        links, check = _links(launch), _check(findings)
    answered = sum(bool(answer.strip()) for _, _, answer in launch.answers())
    return [
        Section("part-agent", "Agent", launch.agent.name or "not chosen", _look(findings, ["agent"])),
        Section("part-answers", "Answers", f"{answered} of {len(ANSWERS)}", _look(findings, ANSWERS)),
        Section("part-media", "Media", links, _look(findings, LINKS)),
        Section("part-carriers", "Carriers", f"{chosen} of {MOST_REGIONS}", _look(findings, ["regions"])),
        Section("part-check", "Before you submit", check, _look(findings, _EVERYTHING)),
    ]


_EVERYTHING = ("agent", *ANSWERS, *LINKS, "regions", "launch_name")


def _look(findings: Iterable[Finding], fields: Iterable[str]) -> Look:
    levels = {finding.level for finding in findings if finding.field in fields}
    if BLOCKER in levels:
        return MISSING
    return WARNED if WARNING in levels else DONE


def _links(launch: Launch) -> str:
    return so_many(len(launch.screenshot_uris) + len(launch.video_uris), "link")


def _check(findings: Sequence[Finding]) -> str:
    needed = sum(finding.level == BLOCKER for finding in findings)
    if needed:
        return f"{needed} needed"
    return so_many(len(findings), "warning") if findings else "nothing missing"
