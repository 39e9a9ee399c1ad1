"""Find Chromium, or install it where this machine allows: `python -m tests.ground.browser`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# The same engine without a window: it draws a page at a third of what the whole browser costs.
SHELLS = ("chromium-headless-shell",)
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
CACHES = ("~/.cache/ms-playwright", "~/Library/Caches/ms-playwright")
SHELLS_IN_CACHE = ("chromium_headless_shell-*/chrome-*/*headless*shell",)
IN_CACHE = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*")
HOW_TO_GET_IT = """\
The browser tests need Chromium: none was found, and this machine did not let us install one. What helps:
  - Debian, Ubuntu:  sudo apt-get install chromium
  - anywhere:        .venv/bin/playwright install --with-deps chromium
  - one that you have: CHROMIUM=/path/to/chromium make test"""


def find_chromium() -> str | None:
    """The path of a Chromium on this machine: CHROMIUM, the PATH, or where playwright keeps its own."""
    named = os.environ.get("CHROMIUM")
    return shutil.which(named) if named else _find(NAMES, IN_CACHE)


def find_for_tests() -> str | None:
    """The cheapest way to draw a page: what CHROMIUM names, the shell, else the whole browser."""
    return find_chromium() if os.environ.get("CHROMIUM") else find_shell() or find_chromium()


def find_shell() -> str | None:
    """The path of Chromium without a window, from the PATH or from where playwright keeps its own."""
    return _find(SHELLS, SHELLS_IN_CACHE)


def _find(names: tuple[str, ...], patterns: tuple[str, ...]) -> str | None:
    on_path = next((path for name in names if (path := shutil.which(name))), None)
    return on_path or _find_in_playwright_caches(patterns)


def _find_in_playwright_caches(patterns: tuple[str, ...]) -> str | None:
    caches = [os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or CACHES[0], *CACHES]
    found = [
        path for cache in caches for pattern in patterns for path in Path(cache).expanduser().glob(pattern)
    ]
    return str(found[-1]) if found else None


def install_chromium() -> bool:
    """Try the machine's packages, when we may, then playwright's own download. Answers whether one worked."""
    return install_shell() or _run([sys.executable, "-m", "playwright", "install", "chromium"])


def install_shell() -> bool:
    """Try the machine's packages: the shell where there is one, else the whole browser."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
    names = [*SHELLS, *([] if find_chromium() else ["chromium"])]
    return _run(["apt-get", "update", "-qq"]) and any(_run([*install, name]) for name in names)


def _run(command: list[str]) -> bool:
    print(f"$ {' '.join(command)}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # Quiet unless it fails: an installation says a thousand things that nobody asked.
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        print(done.stdout[-2000:])
    return done.returncode == 0


def main() -> int:
    """Say which Chromium the tests will drive; 1 when there is none to be had."""
    if os.environ.get("CHROMIUM") and not find_chromium():
        print(f"CHROMIUM names {os.environ['CHROMIUM']}, which is not a program.")
        return 1
    if not find_for_tests():
        print("No Chromium found; installing it (once).")
        install_chromium()
    elif not os.environ.get("CHROMIUM") and not find_shell():
        install_shell()  # not needed, only quicker
    chromium = find_for_tests()
    print(f"Chromium for the browser tests: {chromium}" if chromium else HOW_TO_GET_IT)
    return 0 if chromium else 1


if __name__ == "__main__":
    sys.exit(main())
