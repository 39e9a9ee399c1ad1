"""Whether a launch speaks of another brand than its agent's: no database, no clock."""

import pytest

from launches.brands import Brand, Known, brand_mentions, known
from launches.models import Agent, Launch

BRANDS = [
    Brand("Maple Bank", "Maple Bank", "https://maple.example"),
    Brand("Maple Bank Cards", "Maple Bank", "https://maple.example/"),
    Brand("Prairie Air", "Prairie Air", "https://www.prairie.example"),
    Brand("Orange Alerts", "Orange", ""),
    Brand("Maple", "", "https://sites.example/maple"),
    Brand("AB", "", ""),
    Brand("IKEA", "", ""),
]
OWN = "After STOP we reply: You will get no more messages from Prairie Air."


def agent(name="Prairie Air", brand_name="Prairie Air", website="https://prairie.example"):
    return Agent(name=name, brand_name=brand_name, website=website)


def found(of=None, **written):
    """What is noticed, as (field, why)."""
    launch = Launch(**{"optout_description": OWN} | written)
    mentions = brand_mentions(of or agent(), launch, Known(BRANDS))
    assert all(finding.remedy and finding.level == "warning" for finding in mentions)
    return [(finding.field, finding.why) for finding in mentions]


def test_it_says_which_name_stands_in_which_answer():
    assert found(
        optin_description="People of Maple Bank tick an empty box.",
        trigger_description="MAPLE BANK CARDS writes first, then Orange.",
    ) == [
        ("optin_description", "Opt-in names Maple Bank, but this launch is for Prairie Air."),
        (
            "trigger_description",
            "Trigger names Maple Bank Cards and Orange, but this launch is for Prairie Air.",
        ),
    ]


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("maple_bank_alerts", "Maple Bank"),
        ("orange-sale", "Orange"),
        ("prairie_air_sale", None),
        ("maplebank", None),
    ],
)
def test_it_reads_the_name_of_the_launch_too(name, named):
    why = f"The name of the launch names {named}, but this launch is for Prairie Air."

    assert found(launch_name=name) == ([("launch_name", why)] if named else [])


@pytest.mark.parametrize(
    "words",
    [
        "Prairie Air asks at check-in.",
        "An orange button, and mapled banks.",  # a colour, and no whole word
        "The Oranges of Maplewood.",
        "ABC",
        "Orange is the button.",
        "See https://prairie.example/box. Orange is the button!\nOrange it stays.",
        "We reply: Orange level reached.",
        'We reply: "Orange level reached."',
    ],
)
def test_it_leaves_alone_what_is_no_name_of_another(words):
    assert found(interactions_description=words) == []


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Orange, or so. People of Orange tick a box.", "Orange"),
        ("See https://prairie.example, Orange tells more.", "Orange"),
        ("IKEA asks at the till.", "IKEA"),
        ("Prairie it is not. Maple Bank asks.", "Maple Bank"),
    ],
)
def test_it_takes_a_name_for_one_that_has_its_capitals_from_no_sentence(words, name):
    assert found(interactions_description=words) == [
        ("interactions_description", f"Interactions names {name}, but this launch is for Prairie Air.")
    ]


def test_it_puts_the_names_together_anew_only_when_one_has_changed():
    rows, again = (tuple(map(tuple, BRANDS)) for _ in range(2))

    assert known(rows) is known(again)
    assert known((*rows, ("Tulip", "Tulip Foods", ""))).has(("tulip", "foods"))


def test_it_knows_the_longer_name_of_its_own_and_what_is_a_part_of_it():
    maple = agent("Maple Bank Cards", "Maple Bank", "https://maple.example")

    assert found(
        maple,
        launch_name="maple_bank_spring",
        optin_description="Maple Bank Cards and Maple Bank, at https://maple.example/box",
    ) == [("optout_description", "Opt-out names Prairie Air, but this launch is for Maple Bank.")]


def test_it_lets_sister_agents_of_a_brand_name_each_other():
    loans = agent("Loans", "Maple Bank", "https://loans.example")

    assert found(loans, optout_description="No more. Ask Maple Bank Cards, https://maple.example") == []


def test_it_takes_a_longer_name_for_another():
    maple = agent("Maple", "", "")

    assert found(maple, optout_description="Reply: no more from Maple Bank.") == [
        ("optout_description", "Opt-out names Maple Bank, but this launch is for Maple.")
    ]


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("https://maple.example/opt-in.png", "maple.example"),
        ("https://www.maple.example/opt-in.png", "maple.example"),
        ("https://cdn.maple.example/opt-in.png", "cdn.maple.example"),
        ("https://maple-bank.example/opt-in.png", "maple-bank.example"),
        ("https://www.maplebank.co.example/opt-in.png", "maplebank.co.example"),
        ("https://prairie.example/maple.png", None),
        ("https://sites.example/prairie.png", None),  # a website that others have a folder of
        ("https://other.example/opt-in.png", None),
        ("https://[broken", None),
    ],
)
def test_it_notices_where_links_lead(link, host):
    why = f"leads to {host} of Maple Bank, but this launch is for Prairie Air."

    assert found(screenshot_uris=[link]) == (
        [("screenshot_uris", f"A screenshot link {why}")] if host else []
    )
    assert found(video_uris=[link]) == ([("video_uris", f"A video link {why}")] if host else [])
    assert found(trigger_description=f"See {link}.") == (
        [("trigger_description", f"Trigger {why}")] if host else []
    )


def test_it_shares_a_website_without_a_word():
    sister = agent("Maple Loans", "Maple Loans", "https://maple.example")

    assert found(sister, optout_description="Maple Loans: bye. https://maple.example") == []


def test_it_wants_the_brand_named_once():
    why = "None of the answers names Prairie Air."

    assert found(optout_description="You will get no more.") == [("optout_description", why)]
    assert found(optout_description="No more.", trigger_description="prairie writes first.") == []
    assert found(optout_description="") == []
    assert found(agent(brand_name=""), optout_description="You will get no more.") == []
