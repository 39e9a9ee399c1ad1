"""Mutants that no test can notice, because the portal does the same with them; and why."""

EMPTY_OR_NOTHING = "only asked whether it is true, or compared with a code"
FOR_TYPES = "an alias that only mypy reads"
UNREADABLE_ANYWAY = "what is no number and no date is None on the next lines, too"
OTHER_PYTHONS = "parsedate_to_datetime has raised this in some versions of Python, and does not in this one"
LONG_ENOUGH = "a number of twenty digits is more than an hour, and so is a longer one"

NOTHING_ANYWAY = "the next lines make None of an empty text, too"

ALIKE = {
    "read_state: if not raw:  ->  if False:": NOTHING_ANYWAY,
    "_Heard.refusal: return ''  ->  return None": EMPTY_OR_NOTHING,
    "Question: [_Heard]  ->  []": FOR_TYPES,
    "Question: 'Verdict | None'  ->  'XXVerdict | NoneXX'": FOR_TYPES,
    "retry_after: ''  ->  'XX'": UNREADABLE_ANYWAY,
    "retry_after: if not raw:  ->  if False:": UNREADABLE_ANYWAY,
    "retry_after: :20  ->  :": LONG_ENOUGH,
    "retry_after: 20  ->  21": LONG_ENOUGH,
    "retry_after: (ValueError, TypeError, OverflowError, IndexError)  ->  (ValueError, OverflowError, IndexError)": (
        OTHER_PYTHONS
    ),
    "retry_after: (ValueError, TypeError, OverflowError, IndexError)  ->  (ValueError, TypeError, OverflowError)": (
        OTHER_PYTHONS
    ),
}
