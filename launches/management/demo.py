"""The people, agents and launches of the demo. Nothing here is real; all of it goes through the real services."""

from typing import NamedTuple

# user name, full name, group, may enter the admin, may everything
PEOPLE = (
    ("marketing", "Maya Reyes", "Marketing", False, False),
    ("reviewer", "Robin Clarke", "Reviewers", True, False),
    ("admin", "Ada Moreno", "Admins", True, True),
)

AGENT_FIELDS = (
    "pod",
    "agent_no",
    "name",
    "brand_name",
    "contact_name",
    "contact_email",
    "website",
    "contacts_confirmed",
)
AGENTS = (
    (
        "IN",
        "48900",
        "Bigbasket",
        "Bigbasket",
        "Asha Rao",
        "rcs@bigbasket.example",
        "https://bigbasket.example",
        True,
    ),
    ("IN", "16800", "Dotgo Bot", "Dotgo", "Ravi Menon", "bots@dotgo.example", "https://dotgo.example", True),
    (
        "IN",
        "30210",
        "Lumen Travel",
        "Lumen",
        "Ines Duarte",
        "hello@lumen.example",
        "https://lumen.example",
        True,
    ),
    ("IN", "30230", "Atelier Vert", "Atelier Vert", "", "", "", False),
    (
        "NA",
        "2600",
        "Maple Bank",
        "Maple Bank",
        "Dana Reyes",
        "rcs@maple.example",
        "https://maple.example",
        True,
    ),
    (
        "NA",
        "51010",
        "Prairie Air",
        "Prairie Air",
        "Lee Wong",
        "crew@prairie.example",
        "https://prairie.example",
        True,
    ),
    ("NA", "51030", "Cactus Coffee", "Cactus", "Pat Ruiz", "", "", False),
)


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
        "prairie_air_boarding",
        "United States: Tracfone",
        "marketing",
        "Mail of their onboarding team: the welcome message has to name Prairie Air and link to the privacy policy.",
    ),
)
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
