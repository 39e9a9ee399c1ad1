"""What can stand in the way of a verb, each with a sentence for people. A leaf."""

from collections.abc import Sequence
from typing import NamedTuple


class Finding(NamedTuple):
    """One thing that preflight found: a blocker stops the submission, a warning does not."""

    field: str  # the form field it belongs to
    level: str  # BLOCKER or WARNING
    why: str
    remedy: str


BLOCKER = "blocker"
WARNING = "warning"


class Problem(Exception):
    """A verb could not be carried out. Nothing was changed. `sentence` may be shown to people."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotAllowed(Problem):
    """This person may not do that."""


class TooLong(Problem):
    """More was typed than is kept."""


class MoveNotAllowed(Problem):
    """The table of moves has no such move from the state it is in."""


class MovedMeanwhile(Problem):
    """Somebody or something else was faster; the sentence says what it is now."""


class ChangedMeanwhile(Problem):
    """The form was made from an older version; somebody saved another since."""


class Blocked(Problem):
    """Preflight found at least one blocker; `findings` says which, by field."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = list(findings)
        super().__init__(" ".join(f"{finding.why} {finding.remedy}" for finding in self.findings))
