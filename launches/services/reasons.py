"""What people type beside what they do (a reason, a note, a comment): kept as text, within bounds."""

from launches.models.comment import LONGEST_COMMENT
from launches.problems import Problem, TooLong

LONGEST = LONGEST_COMMENT  # characters; `maxlength` in the pages says the same


def written(text: str, *, what: str = "A reason") -> str:
    """The text as it is kept: trimmed, a line end counted once, as browsers count it. Raises TooLong."""
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST:
        raise TooLong(f"{what} has at most {LONGEST} characters; this one has {len(text)}.")
    return text


def demanded(text: str, *, or_say: str, what: str = "A reason") -> str:
    """The same, of what must not be left empty. Raises TooLong, or Problem with the words of `or_say`."""
    text = written(text, what=what)
    if not text:
        raise Problem(or_say)
    return text
