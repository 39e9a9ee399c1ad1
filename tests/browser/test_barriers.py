"""What looks for barriers finds one of each kind: whoever makes it faster learns here what it no longer sees."""

import pytest
from playwright.sync_api import Browser

from tests.browser.barriers import faults

pytestmark = pytest.mark.page_only

PAGE = """<!doctype html><html lang="en"><head><title>A page</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
:root { color-scheme: light dark; background: light-dark(#fff, #000); color: light-dark(#000, #fff) }
p, a, button { font-size: 14px; transition: color 9s }
h1 { font-size: 26px }
.phone { display: none }
@media (width < 700px) { .phone { display: block } .desk { display: none } }
#pale { color: light-dark(#ccc, #fff) }
#dim { color: light-dark(#000, #333) }
#dim-on-a-desk { color: light-dark(#000, #343434) }
#dim-on-a-phone { color: light-dark(#000, #353535) }
#pale-on-a-phone { color: light-dark(#cbcbcb, #fff) }
#odd { font-size: 17px }
@media (pointer: coarse) { #near button { padding: 0; border: 0; height: 9px; font-size: 5px; display: block } }
@media (width < 700px) { #long { width: 400px } }
</style></head><body><main><h1>A page</h1>
<p id="fine">Fine.</p><p id="pale">Pale.</p><p id="dim">Dim.</p><p id="odd">Odd.</p>
<p id="same" style="color: light-dark(#ccc, #fff)">Pale again.</p><p id="dim-on-a-desk" class="desk">Dim.</p>
<p id="dim-on-a-phone" class="phone">Dim.</p><p id="pale-on-a-phone" class="phone">Pale.</p>
<p id="near"><button>One</button><button>Two</button></p><p id="long">Long.</p>
<a class="phone" id="nameless" href="/"></a>
</main></body></html>"""


def test_it_finds_what_is_wrong_at_either_width_in_either_theme(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content(PAGE)

    found = faults(page)

    page.close()
    assert found == [
        ("color-contrast", [["#pale"]]),
        "P 17px: Odd.",
        ("color-contrast", [["#dim"], ["#dim-on-a-desk"]]),
        ("color-contrast", [["#dim-on-a-phone"]]),
        ("link-name", [["#nameless"]]),
        ("target-size", [["button:nth-child(1)"], ["button:nth-child(2)"]]),
        ("color-contrast", [["#pale-on-a-phone"]]),
        "88 pixels too wide",
    ]


def test_it_looks_at_one_text_of_each_kind_until_the_kind_is_known(chromium: Browser) -> None:
    page, known = chromium.new_page(), set()
    page.set_content(PAGE)
    page.evaluate("document.querySelector('#fine').before(document.querySelector('#same'))")
    first, second = faults(page, known), faults(page, known)
    page.locator("#pale").evaluate("one => { one.style.background = 'light-dark(#fefefe, #000)' }")

    third = faults(page, known)

    page.close()
    assert ("color-contrast", [["#same"]]) in first
    assert [found for found in second if "color-contrast" in found] == []
    assert [found for found in third if "color-contrast" in found] == [("color-contrast", [["#pale"]])]
