"""Every page of the portal and of its admin, looked at by the Nu HTML checker: `make html`.

Needs Java, and npm for the first time. Exit status 1 when there is an error, 2 when it cannot be looked for.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import node_tools
from benchmarks.demo_portal import running
from benchmarks.screenshots import ADMIN, MARKETING
from benchmarks.weights import Visitor

# htmx's attributes are its own; HTML would have them begin with "data-". Everything else counts.
HTMX = "Attribute “hx-[a-z-]+” not allowed on element .*"
NOT_AT_HAND = "The Nu HTML checker needs Java and npm (package vnu-jar); one of them is not on this machine."


def main() -> int:
    """Print each error with its page."""
    jar = node_tools.get(node_tools.VNU)
    if jar is None or not shutil.which("java"):
        print(NOT_AT_HAND)
        return 2
    with tempfile.TemporaryDirectory(prefix="portal-html-") as folder, running(debug=False) as address:
        number = keep_pages(address, Path(folder))
        errors = errors_in(Path(folder), jar)
    print("\n".join(errors) or f"No error on {number} pages.")
    return 1 if errors else 0


def keep_pages(address: str, folder: Path) -> int:
    """Each page as a file of its name. Answers how many there are."""
    stranger = Visitor(address)
    pages = {"sign-in": stranger.get("/sign-in/")[1]}
    for who, paths in (("marketing", MARKETING), ("admin", ADMIN)):
        visitor = Visitor(address)
        visitor.sign_in(who)
        for name, path in paths.items():
            pages[name] = visitor.get(path.partition("#")[0], 404 if name == "not-found" else 200)[1]
    for name, page in pages.items():
        (folder / f"{name}.html").write_text(page)
    return len(pages)


def errors_in(folder: Path, jar: Path) -> list[str]:
    """What the checker has against the files in this folder, each as "file:line: words: where"."""
    command = [
        "java",
        "-jar",
        str(jar),
        "--errors-only",
        "--exit-zero-always",
        "--format",
        "json",
        "--filterpattern",
        HTMX,
        str(folder),
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(said.stderr or said.stdout)["messages"]
    return [
        f"{Path(error.get('url', '')).name}:{error.get('lastLine', '')}: {error['message']}: "
        f"{' '.join(error.get('extract', '').split())}"
        for error in found
    ]


if __name__ == "__main__":
    sys.exit(main())
