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
SIDE = 24  # of a drawing, in its own units
NUMBER = r"-?\d*\.?\d+"
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
    """One sheet with all of them, each below the other, as a mask: the colour is that of the words beside it.

    A drawing of its own for each icon is a document of its own for the browser, at two to three milliseconds each.
    """
    sheet = quote(_sheet(named()), safe=" ='/:.,-")
    places = (f".i-{name} {{ mask-position: 0 -{place}em; }}\n" for place, name in enumerate(named()))
    return f'.icon {{ mask-image: url("data:image/svg+xml,{sheet}"); }}\n' + "".join(places)


def _sheet(names: list[str]) -> str:
    lines = (
        f"<path transform='translate(0 {SIDE * place})' d='{_line(name)}'/>"
        for place, name in enumerate(names)
    )
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{SIDE}' height='{SIDE * len(names)}' fill='none' "
        f"stroke='red' stroke-width='2' stroke-linecap='round' stroke-linejoin='round'>{''.join(lines)}</svg>"
    )


def _line(name: str) -> str:
    """This drawing as one path, whatever it is made of: the fewer elements, the sooner it is laid out."""
    shapes = re.findall(r"<(\w+) ([^>]+)/>", str(lucide(name, size=None)))
    return "".join(PATHS[shape](dict(re.findall(r'(\w+)="([^"]+)"', facts))) for shape, facts in shapes)


def _path(of: dict[str, str]) -> str:
    """The path as it is, but begun from the corner of the sheet and not from where the one before it ended."""
    return re.sub(rf"^m *({NUMBER}) *({NUMBER}) *(?=([\d.-]?))", _begun, of["d"])


def _begun(start: re.Match[str]) -> str:
    return f"M{start[1]} {start[2]}" + ("l" if start[3] else "")  # what follows it stays relative


def _circle(of: dict[str, str]) -> str:
    x, y, r = of["cx"], of["cy"], float(of["r"])
    return f"M{x} {y}m-{r:g} 0a{r:g} {r:g} 0 1 0 {2 * r:g} 0a{r:g} {r:g} 0 1 0-{2 * r:g} 0"


def _rect(of: dict[str, str]) -> str:
    r = float(of["rx"])
    across, down = (float(of[side]) - 2 * r for side in ("width", "height"))
    corner = f"a{r:g} {r:g} 0 0 1"
    return (
        f"M{of['x']} {of['y']}m{r:g} 0h{across:g}{corner} {r:g} {r:g}v{down:g}{corner}-{r:g} {r:g}"
        f"h-{across:g}{corner}-{r:g}-{r:g}v-{down:g}{corner} {r:g}-{r:g}z"
    )


def _straight(of: dict[str, str]) -> str:
    return f"M{of['x1']} {of['y1']}L{of['x2']} {of['y2']}"


PATHS = {"path": _path, "circle": _circle, "rect": _rect, "line": _straight}


if __name__ == "__main__":
    sys.exit(main())
