"""Find Chromium, or install it where this machine allows: `python -m tests.ground.browser`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
CACHES = ("~/.cache/ms-playwright", "~/Library/Caches/ms-playwright")
IN_CACHE = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*")
HOW_TO_GET_IT = """\
The browser tests need Chromium: none was found, and this machine did not let us install one. What helps:
  - Debian, Ubuntu:  sudo apt-get install chromium
  - anywhere:        .venv/bin/playwright install --with-deps chromium
  - one that you have: CHROMIUM=/path/to/chromium make test"""


def find_chromium() -> str | None:
    """The path of a Chromium on this machine: CHROMIUM, the PATH, or where playwright keeps its own."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    on_path = next((path for name in NAMES if (path := shutil.which(name))), None)
    return on_path or _find_in_playwright_caches()


def _find_in_playwright_caches() -> str | None:
    caches = [os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or CACHES[0], *CACHES]
    found = [
        path for cache in caches for pattern in IN_CACHE for path in Path(cache).expanduser().glob(pattern)
    ]
    return str(found[-1]) if found else None


def install_chromium() -> bool:
    """Try the machine's packages, when we may, then playwright's own download. Answers whether one worked."""
    return _install_package() or _run([sys.executable, "-m", "playwright", "install", "chromium"])


def _install_package() -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
    return _run(["apt-get", "update", "-qq"]) and _run(install)


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
    if not find_chromium():
        print("No Chromium found; installing it (once).")
        install_chromium()
    chromium = find_chromium()
    print(f"Chromium for the browser tests: {chromium}" if chromium else HOW_TO_GET_IT)
    return 0 if chromium else 1


if __name__ == "__main__":
    sys.exit(main())
