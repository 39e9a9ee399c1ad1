"""What keeps somebody from using a page, as far as axe can tell."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# The only rule that asks which colours a page has: whatever else axe finds in the dark, it found in the light.
COLOURS = "color-contrast"

# Off in axe by itself, and part of WCAG 2.2 AA: whoever aims with a shaking hand has 24 pixels.
TARGETS = "target-size"
ONLY_COLOURS = {"runOnly": {"type": "rule", "values": [COLOURS]}}
ALL_BUT_COLOURS = {"rules": {TARGETS: {"enabled": True}, COLOURS: {"enabled": False}}}

# Art direction: five sizes of type, and nothing between them.
FIVE_SIZES = ["12px", "14px", "16px", "20px", "26px"]
OTHER_SIZES = """sizes => [...document.querySelectorAll("body *")]
    .filter(one => one.checkVisibility() && one.clientWidth !== 1)
    .filter(one => [...one.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.textContent.trim()))
    .filter(one => !one.closest("svg") && !sizes.includes(getComputedStyle(one).fontSize))
    .map(one => `${one.tagName} ${getComputedStyle(one).fontSize}: ${one.textContent.trim().slice(0, 30)}`)"""

# A colour on its way to another is neither; and when one has arrived, those that inherit it may set out.
UNTIL_NO_COLOUR_MOVES = """() => {
    const moves = one => one instanceof CSSTransition && one.playState !== "finished";
    for (let look = 0; look < 40; look++) {
        const moving = document.getAnimations().filter(moves);
        if (!moving.length) return;
        moving.forEach(one => one.finish());
    }
}"""

# A window of 1280 pixels at four times its size (WCAG 1.4.10), touched with a finger.
PHONE = {"width": 320, "height": 740}
WIDTH = "document.documentElement.clientWidth"
SHOWN = "[...document.querySelectorAll('body *')].filter(one => one.checkVisibility())"
# What the contrast of a text depends on. Axe takes half its time to find it out anew for each of a hundred rows.
LOOK_AT_NEW_COLOURS = f"""async ([options, known]) => {{
    const behind = one => {{
        const colour = getComputedStyle(one).backgroundColor;
        const isClear = /, 0\\)$|\\/ 0\\)$|transparent/.test(colour);
        return (isClear ? "" : colour) + (one.parentElement && isClear ? behind(one.parentElement) : "");
    }};
    const fade = one => one ? getComputedStyle(one).opacity * fade(one.parentElement) : 1;
    const kind = one => {{
        const style = getComputedStyle(one);
        return [style.color, style.fontSize, style.fontWeight, behind(one), fade(one)].join(" ");
    }};
    const speaks = one => one.matches("input, select, textarea")
        || [...one.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    const met = new Map();
    for (const one of {SHOWN}.filter(speaks))
        if (!known.includes(kind(one)) && !met.has(kind(one))) met.set(kind(one), one);
    const include = [...met.values()];
    const found = include.length ? (await axe.run({{include}}, options)).violations : [];
    return [found, [...met.keys()]];
}}"""
# Half of what axe takes: it reads the same few colours anew, out of oklch(), for every element on top of another.
READ_EACH_COLOUR_ONCE = """() => {
    const colour = axe.commons.color.Color.prototype, read = colour.parseString, known = new Map();
    colour.parseString = function (text) {
        if (known.has(text)) [this.r, this.g, this.b, this.alpha] = known.get(text);
        else known.set(text, (read.call(this, text), [this.r, this.g, this.b, this.alpha]));
        return this;
    };
}"""
LOOK_AT_ALL = "async ([options]) => [(await axe.run(document, options)).violations, []]"


def barriers(page: Page, *rules: str) -> list[tuple[str, Any]]:
    """What axe finds on the page as it stands, by rule and place: by all its rules, or only by these."""
    only = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
    return _run_axe(page, LOOK_AT_ALL, only)


def _run_axe(
    page: Page, look: str, wishes: dict[str, Any], known: set[str] | None = None
) -> list[tuple[str, Any]]:
    # It may not fetch style sheets anew: for those that import others it would break the policy.
    options = {"resultTypes": ["violations"], "preload": False, "rules": {TARGETS: {"enabled": True}}}
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
        page.evaluate(READ_EACH_COLOUR_ONCE)
    found, met = page.evaluate(look, [options | wishes, list(known or ())])
    if known is not None:
        known.update(met)
    return [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]


def _colours(page: Page, known: set[str]) -> list[tuple[str, Any]]:
    """What axe finds about the colours of texts unlike any that is known; now they are."""
    return _run_axe(page, LOOK_AT_NEW_COLOURS, ONLY_COLOURS, known)


def other_sizes(page: Page) -> list[str]:
    """What is written in a size that is none of the five."""
    found: list[str] = page.evaluate(OTHER_SIZES, FIVE_SIZES)
    return found


def too_wide(page: Page) -> list[str]:
    """Whether the page scrolls sideways; a table may, within its own frame."""
    beyond = page.evaluate(f"document.documentElement.scrollWidth - {WIDTH}")
    return [f"{beyond} pixels too wide"] if beyond > 0 else []


def barriers_in_both_themes(page: Page, known: set[str] | None = None) -> list[tuple[str, Any]]:
    """What axe finds in the light, and what it finds about colours in the dark. The page is light afterwards.

    Of texts whose colours, size and background are the same, and of those that are known, it looks at one.
    """
    known = set() if known is None else known
    found = [*_run_axe(page, LOOK_AT_ALL, ALL_BUT_COLOURS), *_colours(page, known)]
    _paint(page, "dark")
    found += _colours(page, known)
    _paint(page, "light")
    return found


def faults(page: Page, known: set[str] | None = None) -> list[object]:
    """What is wrong with how a wide page looks, there and on a phone, light and dark. It is wide and light afterwards.

    By all of axe's rules at both widths; by colours, its slowest, as above.
    """
    known = set() if known is None else known
    wide = [*_run_axe(page, LOOK_AT_ALL, ALL_BUT_COLOURS), *_colours(page, known)]
    wide += [*too_wide(page), *other_sizes(page)]
    _paint(page, "dark")
    wide += _colours(page, known)
    with _on_a_phone(page):
        narrow = _colours(page, known)
        _paint(page, "light")
        narrow += [*_run_axe(page, LOOK_AT_ALL, ALL_BUT_COLOURS), *_colours(page, known), *too_wide(page)]
    return wide + narrow


@contextmanager
def _on_a_phone(page: Page) -> Iterator[None]:
    devtools = page.context.new_cdp_session(page)
    devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    devtools.send("Emulation.setDeviceMetricsOverride", {**PHONE, "deviceScaleFactor": 1, "mobile": True})
    page.wait_for_function(f"{WIDTH} === {PHONE['width']}")
    yield
    devtools.detach()  # and with it goes what it had emulated
    page.wait_for_function(f"{WIDTH} > {PHONE['width']}")


def _paint(page: Page, theme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=theme)
    page.evaluate(UNTIL_NO_COLOUR_MOVES)
