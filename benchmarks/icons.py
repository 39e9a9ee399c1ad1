"""The drawings of the icons at the end of static/css/system.css, from the package `lucide`: `make icons`.

A stylesheet is fetched once; drawn into every page they were a fifth of what it weighs, and most of its elements.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from lucide.templatetags.lucide import lucide

from benchmarks.demo_portal import PROJECT

SHEET = PROJECT / "static" / "css" / "system.css"
BEGIN = "/* Drawings, written by `make icons`: Lucide and Feather, see LICENSE. */\n"
IN_TEMPLATES = re.compile(r'{% (?:icon|nav_link "\w[\w:]*" "[^"]+") "([a-z0-9-]+)"')
IN_PYTHON = re.compile(  # a tone, and the icon that goes with it
    r'"(?:grey|hollow|blue|amber|green|green-gap|red|violet|orange)", "([a-z0-9-]+)"(?!:)'
)


def main() -> int:
    """The stylesheet ends with the drawing of every icon that we name."""
    by_hand = SHEET.read_text().partition(BEGIN)[0]
    SHEET.write_text(by_hand + BEGIN + drawings())
    print(f"{len(named())} drawings in {SHEET.relative_to(PROJECT)}")
    return 0


def named() -> list[str]:
    """Every icon that a template or a state names."""
    found = set(_found(IN_TEMPLATES, PROJECT / "templates", "*.html"))
    return sorted(found | set(_found(IN_PYTHON, PROJECT / "launches", "*.py")))


def _found(pattern: re.Pattern[str], folder: Path, files: str) -> Iterator[str]:
    for path in folder.rglob(files):
        yield from pattern.findall(path.read_text())


def drawings() -> str:
    """A rule for each of them: its drawing as a mask, so that the colour is that of the words beside it."""
    return "".join(f'.i-{name} {{ mask-image: url("{_address(name)}"); }}\n' for name in named())


def _address(name: str) -> str:
    drawn = re.sub(r"\s+", " ", str(lucide(name, size=None))).replace("> <", "><").replace(" />", "/>")
    # A drawing of its own needs to say what it is, and knows no colour of words.
    drawn = drawn.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"').replace("currentColor", "red")
    return "data:image/svg+xml," + quote(drawn.replace('"', "'"), safe=" ='/:.,-")


if __name__ == "__main__":
    sys.exit(main())
