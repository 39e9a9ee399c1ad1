"""A test session that runs its tests again and again, each time in a fork in which one thing is different."""

import importlib
import os
import signal
import sqlite3
import sys
import tempfile
import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any, cast

import pytest
from _pytest.runner import runtestprotocol

from benchmarks.mutants_made import Mutant, mutants_of

TOO_LONG = 60  # seconds, or three times what all tests take: a mutant that never ends is noticed, too
Lines = dict[int, list[pytest.Item]]


@dataclass(frozen=True)
class Subject:
    """A module, and the tests that have to notice what changes in it."""

    module: str
    tests: tuple[str, ...]


def survivors_of(subject: Subject, processes: int, *, only: Collection[str] = ()) -> tuple[int, list[Mutant]]:
    """How many mutants there are, or of the functions named, and which of them no test noticed."""
    session = Mutating(subject, processes, only)
    ended = pytest.main(
        ["-p", "no:xdist", "-qq", "--no-header", "--no-summary", "--capture=no", *subject.tests],
        plugins=[session],
    )
    if ended == pytest.ExitCode.INTERRUPTED:
        sys.exit("stopped")
    if session.trouble:
        sys.exit(f"{subject.module}: {session.trouble}")
    return session.made, session.survivors


@dataclass
class Mutating:
    """A plugin that takes the place of running the tests once."""

    subject: Subject
    processes: int
    only: Collection[str] = ()
    trouble: str = "its tests did not begin"
    made: int = 0
    survivors: list[Mutant] = field(default_factory=list)
    _patience: int = TOO_LONG
    _under_way: dict[int, Mutant] = field(default_factory=dict)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """All tests pass as things are; then each mutant has a process of its own."""
        module = importlib.import_module(self.subject.module)
        path = str(module.__file__)
        by_line: Lines = defaultdict(list)
        self.trouble = ""
        took: dict[pytest.Item, float] = {}
        for item in session.items:
            began = monotonic()
            with _lines_of(path) as lines:
                if not _passes(item):
                    self.trouble = f"{item.nodeid} fails without any change"
                    return True
            took[item] = monotonic() - began
            for line in lines:
                by_line[line].append(item)
        # The quick ones first: one that fails is enough. And whoever is slow because the machine is has not failed.
        for tests in (session.items, *by_line.values()):
            tests.sort(key=lambda item: took[item])
        self._patience = max(TOO_LONG, int(3 * sum(took.values())))
        _let_go()
        alone = (item.nodeid for item in session.items if _fails_in_a_fork(item, self._patience))
        if failing := next(alone, ""):
            self.trouble = f"{failing} fails in a fork without any change"
            return True
        for mutant in mutants_of(Path(path).read_text(), path):
            if self.only and mutant.where not in self.only:
                continue
            self.made += 1
            tests = _that_run(mutant, by_line, session.items)
            if tests:
                self._start(mutant, module, tests)
            else:
                self.survivors.append(mutant)
        while self._under_way:
            self._wait()
        self.survivors.sort(key=lambda mutant: mutant.line)
        return True

    def _start(self, mutant: Mutant, module: ModuleType, tests: list[pytest.Item]) -> None:
        while len(self._under_way) >= self.processes:
            self._wait()
        pid = _fork(tests, self._patience, lambda: put_in_place(mutant, module))
        self._under_way[pid] = mutant

    def _wait(self) -> None:
        pid, status = os.wait()
        mutant = self._under_way.pop(pid, None)
        if mutant and status == 0:
            self.survivors.append(mutant)


def _fork(tests: list[pytest.Item], patience: int, change: Callable[[], None]) -> int:
    """The process that runs these tests after this change; it ends with 0 when none of them notices."""
    pid = os.fork()
    if pid:
        return pid
    noticed = 1
    try:
        signal.alarm(patience)
        _make_room()
        change()
        noticed = 0 if all(map(_passes, tests)) else 1
    finally:
        os._exit(noticed)


def _fails_in_a_fork(item: pytest.Item, patience: int) -> bool:
    return os.waitpid(_fork([item], patience, lambda: None), 0)[1] != 0


def _passes(item: pytest.Item) -> bool:
    """Run one test, or skip it as it wishes; only what the whole session shares is left standing after it."""
    session = cast(pytest.Item, item.session)  # pytest asks the next test only where it belongs
    item.session._setupstate.teardown_exact(session)
    reports = runtestprotocol(item, log=False, nextitem=session)
    return not any(report.failed for report in reports)


def _that_run(mutant: Mutant, by_line: Lines, every: list[pytest.Item]) -> list[pytest.Item]:
    """The tests that come by the changed line; every one for a table, which is read where nobody sees it."""
    return by_line[mutant.line] if mutant.is_function and mutant.line in by_line else every


@contextmanager
def _lines_of(path: str) -> Iterator[set[int]]:
    """The lines of this file that are run meanwhile, in whatever thread."""
    seen: set[int] = set()

    def within(frame: FrameType, _event: str, _: Any) -> Callable[..., Any]:
        seen.add(frame.f_lineno)
        return within

    def watch(frame: FrameType, event: str, argument: Any) -> Callable[..., Any] | None:
        return within(frame, event, argument) if frame.f_code.co_filename == path else None

    threading.settrace(watch)
    sys.settrace(watch)
    try:
        yield seen
    finally:
        sys.settrace(None)
        threading.settrace(None)


def _let_go() -> None:
    """Nothing that a fork would share with us is open."""
    from django.db import connections  # noqa: PLC0415 (Django is ready only within the session)
    from huey.contrib.djhuey import HUEY  # noqa: PLC0415

    HUEY.storage.close()
    connections.close_all()


def _make_room() -> None:
    """Silence, and a database that no other mutant writes to."""
    from django.db import connections  # noqa: PLC0415

    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    database = connections["default"].settings_dict
    if Path(database["NAME"]).exists():
        own = Path(tempfile.mkdtemp(dir=Path(database["NAME"]).parent)) / "own.sqlite3"
        with closing(sqlite3.connect(database["NAME"])) as shared:
            shared.execute("VACUUM INTO ?", (str(own),))  # with what stands in its log alone
        database["NAME"] = str(own)


# --- The change --------------------------------------------------------------------------------
def put_in_place(mutant: Mutant, module: ModuleType) -> None:
    """The running module does from now on what the mutant says, for everybody who has a part of it."""
    if not mutant.is_function:
        _put_tables(mutant, module)
        return
    function = _function(vars(module), mutant.where)
    function.__code__ = _code_of(mutant.code, mutant.where)
    if function.__defaults__ or function.__kwdefaults__:
        beside = dict(vars(module))
        exec(mutant.code, beside)
        other = _function(beside, mutant.where)
        function.__defaults__, function.__kwdefaults__ = other.__defaults__, other.__kwdefaults__


def _code_of(code: CodeType, qualname: str) -> CodeType:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_qualname == qualname:
                return constant
            if qualname.startswith(f"{constant.co_qualname}."):
                return _code_of(constant, qualname)
    raise LookupError(qualname)


def _function(names: dict[str, Any], qualname: str) -> FunctionType:
    """The plain function below properties and decorators."""
    first, *rest = qualname.split(".")
    holder = names[first]
    for name in rest:
        holder = vars(holder)[name]
    for layer in ("fget", "__func__", "func"):
        holder = getattr(holder, layer, holder)
    while hasattr(holder, "__wrapped__"):
        holder = holder.__wrapped__
    assert isinstance(holder, FunctionType)
    return holder


def _put_tables(mutant: Mutant, module: ModuleType) -> None:
    """The changed table, and those after it, which may be made from it, are new wherever they were imported."""
    here = vars(module)
    before = dict(here)
    exec(mutant.code, here)
    fresh = [name for name, old in before.items() if here[name] is not old and name != "__builtins__"]
    for other in list(sys.modules.values()):
        for name in fresh:
            if getattr(other, "__dict__", {}).get(name) is before[name]:
                setattr(other, name, here[name])
