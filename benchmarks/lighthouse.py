"""Lighthouse on list, launch page and form, as on a phone with a simulated slow 4G: `make lighthouse`.

Needs node, npm for the first time, and Chromium. Exit status 1 when a goal is missed, 2 when it cannot be measured.
Each page is asked for three times; the middle one of each figure is told, as the machine is never quite at rest.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from benchmarks import node_tools
from benchmarks.demo_portal import PASSWORD, free_port, running
from tests.ground.browser import find_chromium, find_shell

PAGES = {"list": "/launches/", "launch page": "/launches/1/", "form": "/launches/new/"}
ROUNDS = 3
CATEGORIES = ("performance", "accessibility", "best-practices")
# At least, of 100; and at most: milliseconds, a share of the window, milliseconds.
BEST = 100
AT_MOST = {"largest-contentful-paint": 1200.0, "cumulative-layout-shift": 0.0, "total-blocking-time": 0.0}
COLUMNS = (*CATEGORIES, "LCP ms", "CLS", "TBT ms")
FLAGS = ("--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync")
NOT_AT_HAND = (
    "Lighthouse needs node, npm (package lighthouse) and Chromium; one of them is not on this machine."
)


def main() -> int:
    """Print the table."""
    lighthouse = node_tools.get(node_tools.LIGHTHOUSE)
    chromium = find_chromium() or find_shell()
    if lighthouse is None or chromium is None or not shutil.which("node"):
        print(NOT_AT_HAND)
        return 2
    print(f"load {os.getloadavg()[0]:.1f} before")
    print(f"{'':16}" + "".join(f"{column:>16}" for column in COLUMNS))
    reached = []
    with running(debug=False) as address, _signed_in(address, chromium) as port:
        for name, path in PAGES.items():
            rounds = [_look_at(address + path, lighthouse, port) for _ in range(ROUNDS)]
            figures = [statistics.median(values) for values in zip(*rounds, strict=True)]
            reached.append(_is_reached(figures))
            print(f"{name:16}" + "".join(f"{round(figure, 3):>16g}" for figure in figures), flush=True)
    goals = [*[BEST] * len(CATEGORIES), *AT_MOST.values()]
    print(f"{'goal':16}" + "".join(f"{goal:>16g}" for goal in goals))
    return 0 if all(reached) else 1


@contextmanager
def _signed_in(address: str, chromium: str) -> Iterator[int]:
    """The port where a browser can be steered in which somebody has signed in."""
    port = free_port()
    flags = [*FLAGS, f"--remote-debugging-port={port}", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with tempfile.TemporaryDirectory(prefix="portal-lighthouse-") as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch_persistent_context(folder, executable_path=chromium, args=flags)
        page = browser.new_page()
        page.goto(f"{address}/sign-in/")
        page.locator("input[name=username]").fill("marketing")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(lambda url: "sign-in" not in url)
        page.goto("about:blank")
        yield port
        browser.close()


def _look_at(url: str, lighthouse: Path, port: int) -> list[float]:
    """The figures of one visit, in the order of the columns."""
    with tempfile.TemporaryDirectory(prefix="portal-lighthouse-") as folder:
        report = Path(folder) / "report.json"
        command = [
            "node", str(lighthouse), url, "--quiet", "--output=json", f"--output-path={report}", f"--port={port}",
            # A first visit: the cache is emptied, cookies stay. Told to reset nothing, it would keep both.
            f"--only-categories={','.join(CATEGORIES)}",
        ]  # fmt: skip
        subprocess.run(command, check=True)
        said: dict[str, Any] = json.loads(report.read_text())
    assert said["finalDisplayedUrl"] == url, said["finalDisplayedUrl"]
    _complain(said)
    points = [100 * said["categories"][name]["score"] for name in CATEGORIES]
    return points + [said["audits"][name]["numericValue"] for name in AT_MOST]


def _complain(said: dict[str, Any]) -> None:
    """Name what costs points for accessibility and best practices."""
    for category in CATEGORIES[1:]:
        for part in said["categories"][category]["auditRefs"]:
            audit = said["audits"][part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 1:
                print(f"  {said['finalDisplayedUrl']}: {audit['title']}")


def _is_reached(figures: list[float]) -> bool:
    points, costs = figures[: len(CATEGORIES)], figures[len(CATEGORIES) :]
    is_light = all(cost <= most for cost, most in zip(costs, AT_MOST.values(), strict=True))
    return min(points) >= BEST and is_light


if __name__ == "__main__":
    sys.exit(main())
