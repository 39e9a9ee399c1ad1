"""Tools that come as node packages: looked for in var/node, and installed there when npm is at hand.

Neither the portal nor its tests need them; without them the commands that do say so.
"""

import shutil
import subprocess
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
FOLDER = PROJECT / "var" / "node"
LIST = PROJECT / "benchmarks" / "node" / "package.json"
INSTALL = ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"]
VNU = "vnu-jar/build/dist/vnu.jar"
LIGHTHOUSE = "lighthouse/cli/index.js"


def find(path: str) -> Path | None:
    """This file of a package, if it is installed."""
    there = FOLDER / "node_modules" / path
    return there if there.is_file() else None


def get(path: str) -> Path | None:
    """The same, after trying to install what is missing."""
    if find(path) is None and shutil.which("npm"):
        print("Installing the node packages of benchmarks/node into var/node (once)", flush=True)
        FOLDER.mkdir(parents=True, exist_ok=True)
        shutil.copy(LIST, FOLDER)
        subprocess.run(INSTALL, cwd=FOLDER, check=False)
    return find(path)
