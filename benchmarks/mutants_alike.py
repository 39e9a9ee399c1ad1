"""Mutants that no test can notice, because the portal does the same with them; and why."""

EMPTY_OR_NOTHING = "only asked whether it is true, or compared with a code"
FOR_TYPES = "an alias that only mypy reads"
UNREADABLE_ANYWAY = "what is no number and no date is None on the next lines, too"
OTHER_PYTHONS = "parsedate_to_datetime has raised this in some versions of Python, and does not in this one"
LONG_ENOUGH = "a number of twenty digits is more than an hour, and so is a longer one"
ON_POSTGRESQL = (
    "SQLite has one writer at a time, and the mutants run there; races hold the lock on PostgreSQL"
)
ANY_NUMBER = "any number that nobody else uses does"
NEW_ROW = "a row without an id is inserted either way"
FOLLOWED = (
    "SQLite passes over a row without a person, PostgreSQL refuses it; what is followed always has a launch"
)

NOTHING_ANYWAY = "the next lines make None of an empty text, too"

FOLLOWS = "_follow: by.user is not None and event.launch_id is not None"

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
    f"{FOLLOWS}  ->  by.user is not None or event.launch_id is not None": FOLLOWED,
    f"{FOLLOWS}  ->  event.launch_id is not None": FOLLOWED,
    f"{FOLLOWS}  ->  by.user is not None": FOLLOWED,
    "_follow: if by.user is not None and event.launch_id is not None:  ->  if True:": FOLLOWED,
    "move: lock(submission.launch_id)  ->  pass": ON_POSTGRESQL,
    "_was_left_before: return False  ->  return None": EMPTY_OR_NOTHING,
    "HISTORY_LOCK: 1380143944  ->  1380143945": ANY_NUMBER,
    "_remember: event.save(force_insert=True)  ->  event.save()": NEW_ROW,
    "_remember: True  ->  False": NEW_ROW,
    "_last_seal: if connection.vendor == 'postgresql':  ->  if False:": ON_POSTGRESQL,
    "_last_seal: 'postgresql'  ->  'XXpostgresqlXX'": ON_POSTGRESQL,
    "_last_seal: cursor.execute('SELECT pg_advisory_xact_lock(%s)', [HISTORY_LOCK])  ->  pass": ON_POSTGRESQL,
    "_last_seal: 'SELECT pg_advisory_xact_lock(%s)'  ->  'XXSELECT pg_advisory_xact_lock(%s)XX'": ON_POSTGRESQL,
    "_last_seal: [HISTORY_LOCK]  ->  []": ON_POSTGRESQL,
}
