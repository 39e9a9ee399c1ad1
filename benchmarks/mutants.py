"""Mutation testing of what judges, decides, sends and moves states: every small change must make a test fail.

    .venv/bin/python -m benchmarks.mutants [transitions delivery ...] [--only claim sweep] [--processes 2]

Exit status 1 when a mutant survives that is not in the list of those that change nothing (mutants_alike.py). Why not
mutmut or cosmic-ray: the one leaves tables such as MOVES alone, the other starts Django anew for every mutant.
"""

import argparse
import subprocess
import sys

from benchmarks.mutants_alike import ALIKE
from benchmarks.mutants_run import Subject, survivors_of

SUBJECTS = {
    "verdicts": Subject(
        "launches.kaleyra.verdicts",
        ("tests/contract/test_verdicts.py", "tests/contract/test_verdict_errors.py"),
    ),
    "replies": Subject(
        "launches.kaleyra.replies", ("tests/contract/test_replies.py", "tests/contract/test_replies_odd.py")
    ),
    "statuses": Subject("launches.statuses", ("tests/test_statuses.py",)),
    "transitions": Subject(
        "launches.transitions", ("tests/test_transitions_written.py", "tests/test_transitions.py")
    ),
    "chain": Subject("launches.chain", ("tests/test_chain.py",)),
    "delivery": Subject(
        "launches.services.delivery",
        (
            "tests/services/test_delivery_attempts.py",
            "tests/services/test_delivery_written.py",
            "tests/services/test_delivery.py",
            "tests/services/test_delivery_unconfirmed.py",
            "tests/services/test_delivery_waiting.py",
            "tests/services/test_schema.py",
            "tests/services/test_races.py::test_it_does_not_jump_the_queue_when_it_was_put_back_meanwhile",
            "tests/faults/test_database.py::test_it_sends_nothing_when_the_claim_does_not_fit_on_the_disk",
            "tests/faults/test_database.py::test_it_sends_nothing_when_the_database_is_read_only",
        ),
    ),
    "review": Subject(
        "launches.services.review",
        (
            "tests/services/test_review_written.py",
            "tests/services/test_review.py",
            "tests/services/test_review_notes.py",
            "tests/services/test_revise.py",
            "tests/services/test_withdraw.py",
        ),
    ),
    "outcomes": Subject(
        "launches.services.outcomes",
        (
            "tests/services/test_outcomes.py",
            "tests/services/test_outcomes_carriers.py",
            "tests/services/test_outcomes_pods.py",
            "tests/services/test_same_answers.py",
            "tests/services/test_breaks.py",
            "tests/services/test_refresh.py",
            "tests/services/test_desk_carriers.py",
        ),
    ),
    "epoch": Subject(
        "launches.services.epoch",
        (
            "tests/services/test_epoch.py",
            "tests/faults/test_backup.py::"
            "test_it_still_knows_its_own_database_when_a_backup_is_killed_between_row_and_file",
        ),
    ),
}


def main() -> int:
    """Say of each module how many mutants were killed, and name those that were not."""
    asked = _arguments()
    names = asked.modules or list(SUBJECTS)
    if len(names) > 1:
        return max([_by_itself(name, asked) for name in names])
    made, survivors = survivors_of(SUBJECTS[names[0]], asked.processes, only=asked.only)
    alike = [mutant for mutant in survivors if mutant.name in ALIKE]
    lively = [mutant for mutant in survivors if mutant not in alike]
    killed = made - len(survivors)
    print(f"{names[0]}: {made} mutants, {killed} killed, {len(alike)} alike, {len(lively)} survived")
    for mutant in lively:
        print(f"  {mutant.line}: {mutant.name}")
    return 1 if lively else 0


def _by_itself(name: str, asked: argparse.Namespace) -> int:
    """In a process of its own: the database of a session of tests is gone with it, for its process too."""
    options = ["--processes", str(asked.processes), *(["--only", *asked.only] if asked.only else [])]
    command = [sys.executable, "-m", "benchmarks.mutants", name, *options]
    return subprocess.run(command, check=False).returncode


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("modules", nargs="*", choices=[[], *SUBJECTS], help="default: all of them")
    parser.add_argument(
        "--only",
        nargs="+",
        default=(),
        help="of these functions or tables, by their names; default: all of them",
    )
    parser.add_argument("--processes", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
