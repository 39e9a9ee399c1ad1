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
FOLLOWED = (
    "SQLite passes over a row without a person, PostgreSQL refuses it; what is followed always has a launch"
)

LOST_COMMIT = "only PostgreSQL can lose the answer to a COMMIT: tests/faults/test_database.py does it there"
WITHIN_THE_LOT = "what is drawn by lot differs by more"
LONGEST_FIRST = "the longest wait is reached before that many attempts"
THE_VERY_MOMENT = "two moments are never the same microsecond"
ONLY_POSTGRESQL_HANGS_UP = (
    "the file that SQLite is cannot hang up; PostgreSQL is made to in tests/faults/test_database.py"
)
NO_HISTORY_YET = "a row without an id has no history, and a carrier that is new was not live"
SPARES_A_LOCK = "nothing is written of nothing; it spares the lock of history"
NO_ID_YET = "a launch that is being sent has no id that could be the answer's"
CUT_BEFORE = "a code is cut to forty characters where it is heard (kaleyra/said.py)"
HAS_A_DETAIL = "every error of a call says more than its sentence"
BEGINS_WITH_IT = "an outcome begins with its launch, and what was claimed with the number of that"
SPARES_A_QUERY = "where nothing is unconfirmed nothing is there to settle; it spares the question"
DUE_ALREADY = "what was claimed was due, and is due again once the lease is given back"
ONE_OPEN = "a launch has at most one open submission"
NO_ID_TO_ASK_BY = "a launch whose agent launch is unconfirmed has no id, so nobody asks about it"
HOW_MANY_AT_ONCE = "how many rows are held at a time, which none of them says"
ONE_ROW = "there is one life of the database, and its row is number one"
BEGUN_ONCE = "a life that has begun is not begun anew: its row is found"
SENT_IN_NONE = "whether anything was sent is asked only where there is no life"
SAYS_THE_SAME = "whoever comes second writes what the file says already"
POWER_CUT = "only a power cut between here and the disk would show"

NOTHING_ANYWAY = "the next lines make None of an empty text, too"

UNCONFIRMED = (
    "Submission.objects.filter(launch=launch_id, status=SubmissionStatus.UNCONFIRMED, "
    "kind=SubmissionKind.CARRIER_LAUNCH)"
)
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
    "_heard: raw_code and (not is_first) and (is_step_back or _was_left_before(launch_region, state))  ->  "
    "raw_code and (is_step_back or _was_left_before(launch_region, state))": NO_HISTORY_YET,
    "_write: if events:  ->  if True:": SPARES_A_LOCK,
    "HISTORY_LOCK: 1380143944  ->  1380143945": ANY_NUMBER,
    "_last_seal: if connection.vendor == 'postgresql':  ->  if False:": ON_POSTGRESQL,
    "_last_seal: 'postgresql'  ->  'XXpostgresqlXX'": ON_POSTGRESQL,
    "_last_seal: cursor.execute('SELECT pg_advisory_xact_lock(%s)', [HISTORY_LOCK])  ->  pass": ON_POSTGRESQL,
    "_last_seal: 'SELECT pg_advisory_xact_lock(%s)'  ->  'XXSELECT pg_advisory_xact_lock(%s)XX'": ON_POSTGRESQL,
    "_last_seal: [HISTORY_LOCK]  ->  []": ON_POSTGRESQL,
    # chain.py
    "verify: StatusEvent.objects.order_by('id').iterator(chunk_size=1000)  ->  "
    "StatusEvent.objects.order_by('id').iterator()": HOW_MANY_AT_ONCE,
    "verify: 1000  ->  1001": HOW_MANY_AT_ONCE,
    # review.py
    "withdraw: transitions.lock(submission.launch_id)  ->  pass": ON_POSTGRESQL,
    "revise: transitions.lock(submission.launch_id)  ->  pass": ON_POSTGRESQL,
    "send_back: transitions.lock(submission.launch_id)  ->  pass": ON_POSTGRESQL,
    # outcomes.py
    "Writer.write: connection.close()  ->  pass": ONLY_POSTGRESQL_HANGS_UP,
    "Writer._write_rows: sorted(batch, key=lambda outcome: outcome.launch.pk)  ->  sorted(batch)": BEGINS_WITH_IT,
    "Writer._write_news: claimed.pk in known.unconfirmed and (not _settle_by_proof(claimed.pk, known.rows[claimed.pk], "
    "reply, matcher))  ->  not _settle_by_proof(claimed.pk, known.rows[claimed.pk], reply, matcher)": SPARES_A_QUERY,
    "_write_same: Checking.objects.filter(pk=claimed.pk).update(lease_until=None, next_at=timezone.now())  ->  "
    "Checking.objects.filter(pk=claimed.pk).update(lease_until=None)": DUE_ALREADY,
    f"_settle_by_proof: {UNCONFIRMED}.first  ->  {UNCONFIRMED}.last": ONE_OPEN,
    f"_settle_by_proof: {UNCONFIRMED}  ->  "
    "Submission.objects.filter(launch=launch_id, status=SubmissionStatus.UNCONFIRMED)": NO_ID_TO_ASK_BY,
    # epoch.py
    "is_ours: value is None and (not _has_sent())  ->  not _has_sent()": BEGUN_ONCE,
    "is_waiting: value is None and _has_sent()  ->  _has_sent()": SENT_IN_NONE,
    "_value: Epoch.objects.values_list('value', flat=True).first  ->  "
    "Epoch.objects.values_list('value', flat=True).last": ONE_ROW,
    "park: Epoch.objects.get(pk=ONLY)  ->  Epoch.objects.get()": ONE_ROW,
    "_begin: Epoch.objects.get_or_create(pk=ONLY, defaults={'value': uuid4(), 'since': timezone.now()})  ->  "
    "Epoch.objects.get_or_create(defaults={'value': uuid4(), 'since': timezone.now()})": ON_POSTGRESQL,
    "_begin: if is_first:  ->  if True:": SAYS_THE_SAME,
    "_begin_anew: Epoch.objects.update_or_create(pk=ONLY, defaults={'value': new, 'since': timezone.now()})  ->  "
    "Epoch.objects.update_or_create(defaults={'value': new, 'since': timezone.now()})": ONE_ROW,
    "_write_down: Epoch.objects.select_for_update().get(pk=ONLY)  ->  Epoch.objects.select_for_update().get()": (
        ONE_ROW
    ),
    "_write: file.flush()  ->  pass": POWER_CUT,
    "_write: os.fsync(file.fileno())  ->  pass": POWER_CUT,
    # delivery.py
    "claim: submission.send_after > now  ->  submission.send_after >= now": THE_VERY_MOMENT,
    "claim: pods.lock(pod)  ->  pass": ON_POSTGRESQL,
    "claim: (OperationalError, InterfaceError)  ->  (InterfaceError,)": LOST_COMMIT,
    "claim: (OperationalError, InterfaceError)  ->  (OperationalError,)": LOST_COMMIT,
    "claim: if not _was_committed(pk, facts):  ->  if True:": LOST_COMMIT,
    "_was_committed: return False  ->  return None": EMPTY_OR_NOTHING,
    "_was_committed: _drop_a_dead_connection()  ->  pass": ONLY_POSTGRESQL_HANGS_UP,
    "_has_come_back: return False  ->  return None": EMPTY_OR_NOTHING,
    "_has_come_back: _drop_a_dead_connection()  ->  pass": ONLY_POSTGRESQL_HANGS_UP,
    "_drop_a_dead_connection: if not connection.is_usable():  ->  if False:": ONLY_POSTGRESQL_HANGS_UP,
    "_drop_a_dead_connection: connection.close()  ->  pass": ONLY_POSTGRESQL_HANGS_UP,
    "_put_back: 8  ->  9": LONGEST_FIRST,
    "_put_back: 900  ->  901": WITHIN_THE_LOT,
    "_settle: :40  ->  :": CUT_BEFORE,
    "_settle: 40  ->  41": CUT_BEFORE,
    "_belongs_to_another: Launch.objects.filter(agent_launch_id=agent_launch_id).exclude(pk=launch.pk)  ->  "
    "Launch.objects.filter(agent_launch_id=agent_launch_id).exclude()": NO_ID_YET,
    "_words: f'{problem.sentence} ({problem.detail})' if problem.detail else problem.sentence  ->  "
    "f'{problem.sentence} ({problem.detail})'": HAS_A_DETAIL,
}
