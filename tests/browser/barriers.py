"""What keeps somebody from using a page, as far as axe can tell."""

from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# The only rule that asks which colours a page has: whatever else axe finds in the dark, it found in the light.
COLOURS = "color-contrast"

# Off in axe by itself, and part of WCAG 2.2 AA: whoever aims with a shaking hand has 24 pixels.
TARGETS = "target-size"

# Art direction: five sizes of type, and nothing between them.
FIVE_SIZES = ["12px", "14px", "16px", "20px", "26px"]
OTHER_SIZES = """sizes => [...document.querySelectorAll("body *")]
    .filter(one => one.checkVisibility() && one.clientWidth !== 1)
    .filter(one => [...one.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.textContent.trim()))
    .filter(one => !one.closest("svg") && !sizes.includes(getComputedStyle(one).fontSize))
    .map(one => `${one.tagName} ${getComputedStyle(one).fontSize}: ${one.textContent.trim().slice(0, 30)}`)"""

# A colour on its way to another is neither; and when one has arrived, those that inherit it may set out.
UNTIL_NO_COLOUR_MOVES = """async () => {
    const moves = one => one instanceof CSSTransition && one.playState === "running";
    for (let look = 0; look < 40; look++) {
        await new Promise(resolve => setTimeout(resolve, 50));
        if (!document.getAnimations().some(moves)) return;
    }
}"""


def barriers(page: Page, *rules: str) -> list[tuple[str, Any]]:
    """What axe finds on the page as it stands, by rule and place: by all its rules, or only by these."""
    # It may not fetch style sheets anew: for those that import others it would break the policy.
    options: dict[str, object] = {"resultTypes": ["violations"], "preload": False}
    options["rules"] = {TARGETS: {"enabled": True}}
    if rules:
        options["runOnly"] = {"type": "rule", "values": list(rules)}
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("async options => (await axe.run(document, options)).violations", options)
    return [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]


def other_sizes(page: Page) -> list[str]:
    """What is written in a size that is none of the five."""
    found: list[str] = page.evaluate(OTHER_SIZES, FIVE_SIZES)
    return found


def barriers_in_both_themes(page: Page) -> list[tuple[str, Any]]:
    """What axe finds in the light, and what it finds about colours in the dark. The page is light afterwards."""
    in_the_light = barriers(page)
    _paint(page, "dark")
    in_the_dark = barriers(page, COLOURS)
    _paint(page, "light")
    return in_the_light + in_the_dark


def _paint(page: Page, theme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=theme)
    page.evaluate(UNTIL_NO_COLOUR_MOVES)
