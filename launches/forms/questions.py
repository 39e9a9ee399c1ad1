"""The five questions: what each asks, and what a good and a thin answer look like."""

from typing import NamedTuple


class Question(NamedTuple):
    """One question of the launch, as people read it."""

    label: str
    help: str
    good: str
    thin: str
    why_thin: str


QUESTIONS = {
    "optin_description": Question(
        "Opt-in: how did people agree to hear from you?",
        "Name the place (page address, app screen, keyword, paper form) and quote the consent wording: your own "
        "brand, an unticked box.",
        "At checkout on https://shop.example.com/checkout customers tick an empty box: “Yes, send me updates "
        "about my orders by RCS message. Reply STOP at any time.” Only those who tick it are written to.",
        "Customers have opted in.",
        "It names no place and no wording, so nobody can check it.",
    ),
    "trigger_description": Question(
        "Trigger: what starts the conversation?",
        "Say what sends the first message, how soon, and who writes first: the brand or the customer.",
        "Within five minutes of paying for an order, the customer gets a confirmation from the agent. "
        "Nobody is written to without an order.",
        "START",
        "One word does not say who writes first, or when.",
    ),
    "interactions_description": Question(
        "Interactions: what do people and the agent say to each other?",
        "Describe each kind of message, list the keywords, and give an example. It must agree with the use case that "
        "was declared for the agent.",
        "Order updates: confirmed, packed, out for delivery, delivered, each with a button “Track my order”. "
        "Keywords: HELP answers with our service number, STOP ends all messages. "
        "Example: “Your order 1042 is out for delivery and arrives between 14:00 and 16:00.”",
        "Demo messages",
        "It does not say what a customer will see.",
    ),
    "optout_description": Question(
        "Opt-out: what happens after STOP?",
        "Quote the exact reply: it names the brand, confirms that nothing more is sent, and says how to come back.",
        "On STOP we reply at once: “Example Shop: you will get no more messages from us. Reply START to return.” "
        "The number is blocked for the agent from then on.",
        "Stop",
        "Reviewers send STOP and compare the reply with what is written here.",
    ),
    "agent_access_instructions": Question(
        "Access: how does a reviewer reach the agent?",
        "Give a test number or keyword, name whom to ask for a device invitation, or refer to the video.",
        "Send START to the agent from any invited device. Invitations: rcs-tests@example.com, answered within one "
        "working day with the reviewer's number. Every flow is also shown in the video below.",
        "This is a demo account",
        "It does not tell a reviewer what to do.",
    ),
}
