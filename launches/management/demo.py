"""The people, agents and launches of the demo. Nothing here is real; all of it goes through the real services."""

from typing import NamedTuple

# user name, full name, group, may enter the admin, may everything
PEOPLE = (
    ("marketing", "Maya Reyes", "Marketing", False, False),
    ("reviewer", "Robin Clarke", "Reviewers", True, False),
    ("admin", "Ada Moreno", "Admins", True, True),
)

AGENT_FIELDS = (
    "pod", "agent_no", "name", "brand_name", "contact_name", "contact_email", "website", "contacts_confirmed",
)  # fmt: skip
AGENTS = (
    ("IN", "48900", "Bigbasket", "Bigbasket", "Asha Rao",
     "rcs@bigbasket.example", "https://bigbasket.example", True),
    ("IN", "16800", "Dotgo Bot", "Dotgo", "Ravi Menon", "bots@dotgo.example", "https://dotgo.example", True),
    ("IN", "30210", "Lumen Travel", "Lumen", "Ines Duarte", "hello@lumen.example", "https://lumen.example", True),
    ("IN", "30230", "Atelier Vert", "Atelier Vert", "", "", "", False),
    ("NA", "2600", "Maple Bank", "Maple Bank", "Dana Reyes", "rcs@maple.example", "https://maple.example", True),
    ("NA", "51010", "Prairie Air", "Prairie Air", "Lee Wong",
     "crew@prairie.example", "https://prairie.example", True),
    ("NA", "51030", "Cactus Coffee", "Cactus", "Pat Ruiz", "", "", False),
    ("NA", "61010", "Fern Grocery", "Fern", "Noor Haddad", "rcs@fern.example", "https://fern.example", True),
    ("NA", "61020", "Solara Fitness", "Solara", "Kim Alder", "hi@solara.example", "https://solara.example", True),
    ("NA", "61030", "Juniper Hotels", "Juniper", "Eve Stone",
     "rcs@juniper.example", "https://juniper.example", True),
)  # fmt: skip


class DemoLaunch(NamedTuple):
    """One launch of the demo and how far it has come."""

    name: str
    agent: tuple[str, str]  # pod, agent number
    carriers: tuple[str, ...]
    reaches: str  # draft, in review, sent back or sent


LAUNCHES = (
    DemoLaunch(
        "maple_bank_alerts",
        ("NA", "2600"),
        ("Canada: Bell", "Canada: Rogers", "Canada: Telus", "Canada: Videotron"),
        "sent",
    ),
    DemoLaunch(
        "prairie_air_boarding",
        ("NA", "51010"),
        (
            "United States: AT&T",
            "United States: T-Mobile",
            "United States: Verizon",
            "United States: Tracfone",
        ),
        "sent",
    ),
    DemoLaunch(
        "lumen_summer_fares",
        ("IN", "30210"),
        ("Spain: Movistar", "Spain: Orange", "Portugal: NOS", "France: Orange", "Poland: Play"),
        "sent",
    ),
    DemoLaunch("dotgo_support", ("IN", "16800"), ("India: Jio", "India: Airtel", "India: Vi"), "in review"),
    DemoLaunch("prairie_air_loyalty", ("NA", "51010"), ("Mexico: Telcel", "Mexico: Movistar"), "sent back"),
    DemoLaunch("lumen_winter_fares", ("IN", "30210"), ("Italy: TIM",), "draft"),
)

# Launch, who says it, and what: so that there is something to be told.
COMMENTS = (
    (
        "prairie_air_loyalty",
        "reviewer",
        "The screenshots are fine. Only the wording of the opt-out is missing.",
    ),
    ("maple_bank_alerts", "reviewer", "Bell told us that they look at banks twice. Expect a few days more."),
    (
        "dotgo_support",
        "marketing",
        "We would like to be live before the festival season, if that can be done.",
    ),
)
# Launch, carrier, who notes it, and what.
NOTES = (
    (
        "solara_classes",
        "United States: Tracfone",
        "marketing",
        "Mail of their onboarding team: the welcome message has to name the brand and link to its privacy policy.",
    ),
)

US = "United States"


class PastLaunch(NamedTuple):
    """A launch that began so many days ago, and after how many more days each carrier said what."""

    name: str
    agent: tuple[str, str]  # pod, agent number
    began: int
    said: tuple[tuple[str, float, str], ...]
    was_sent_back: bool = False


PAST = (
    PastLaunch(
        "bigbasket_orders", ("IN", "48900"), 310,
        (("India: Jio", 12, "live"), ("India: Airtel", 19, "live"), ("India: Vi", 9, "live")),
    ),
    PastLaunch(
        "maple_bank_cards", ("NA", "2600"), 265,
        ((f"{US}: AT&T", 21, "live"), (f"{US}: T-Mobile", 11, "live"), (f"{US}: Verizon", 16, "live")),
        was_sent_back=True,
    ),
    PastLaunch(
        "fern_weekly_offers", ("NA", "61010"), 210,
        (
            (f"{US}: AT&T", 24, "live"), (f"{US}: T-Mobile", 9, "live"), (f"{US}: Verizon", 14, "live"),
            (f"{US}: Cricket", 3, "live"), (f"{US}: Cricket", 160, "suspended"), ("Canada: Bell", 7, "live"),
        ),
    ),
    PastLaunch(
        "dotgo_iberia", ("IN", "16800"), 150,
        (("Spain: Movistar", 2, "live"), ("Spain: Orange", 3, "live"), ("Portugal: NOS", 2, "live")),
    ),
    PastLaunch(
        "solara_classes", ("NA", "61020"), 118,
        (
            (f"{US}: AT&T", 18, "live"), (f"{US}: T-Mobile", 13, "live"), (f"{US}: Verizon", 27, "live"),
            (f"{US}: Tracfone", 4, "rejected"), ("Canada: Bell", 11, "live"),
        ),
        was_sent_back=True,
    ),
    PastLaunch(
        "juniper_bookings", ("NA", "61030"), 84,
        (
            ("Canada: Bell", 6, "live"), ("Canada: Rogers", 9, "live"), ("Canada: Telus", 8, "live"),
            ("Canada: Freedom Mobile", 3, "rejected"), ("Canada: Videotron", 2, "live"),
        ),
    ),
    PastLaunch(
        "juniper_loyalty", ("NA", "61030"), 61,
        ((f"{US}: AT&T", 20, "live"), (f"{US}: T-Mobile", 10, "live"), (f"{US}: Verizon", 15, "live")),
    ),
    PastLaunch(
        "prairie_air_canada", ("NA", "51010"), 33,
        (("Canada: Bell", 8, "live"), ("Canada: Rogers", 12, "live"), ("Canada: Telus", 10, "live")),
    ),
    PastLaunch("solara_mexico", ("NA", "61020"), 12, (("Mexico: Altan", 1, "pending"),)),
)  # fmt: skip

SENT_BACK_BECAUSE = "The opt-out answer does not show the reply to STOP. Please paste the exact wording."


def answers(brand: str, website: str) -> dict[str, object]:
    """Good answers for this brand, in the form that a launch wants."""
    return {
        "optin_description": (
            f"People tick an empty box at checkout on {website}/messages: “Send me updates from {brand} by RCS. "
            f"I can stop at any time.” The box is never ticked in advance."
        ),
        "trigger_description": (
            f"{brand} starts the conversation within five minutes after the box was ticked, with a welcome message "
            f"that names the brand and says how to stop."
        ),
        "interactions_description": (
            "Order and travel updates with a button to the details, and answers to HELP, STATUS and AGENT. "
            "Example: “Your booking is confirmed. [Show details] [Talk to us]”."
        ),
        "optout_description": (
            f"After STOP we reply: “You will get no more messages from {brand}. Send START to come back.” "
            f"Nothing else is sent."
        ),
        "agent_access_instructions": (
            "Send the keyword DEMO to the agent from any test device; we add your number within a working day. "
            "The video shows every flow."
        ),
        "video_uris": [f"{website}/rcs/walkthrough.mp4"],
        "screenshot_uris": [
            f"{website}/rcs/opt-in.png",
            f"{website}/rcs/welcome.png",
            f"{website}/rcs/stop.png",
        ],
    }
