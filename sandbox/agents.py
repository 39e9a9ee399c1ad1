"""The agents of the pretend account.

Kaleyra's documents for the launch APIs print no agent; the names of these fields are our reading.
"""

from __future__ import annotations

from typing import Any

#: pod -> agent number, agent, brand, contact, e-mail, website. The last one of each pod lacks its brand data.
AGENTS = {
    "IN": (
        ("48900", "Bigbasket", "Bigbasket", "Asha Rao", "rcs@bigbasket.example", "https://bigbasket.example"),
        ("16800", "Dotgo Bot", "Dotgo", "Ravi Menon", "bots@dotgo.example", "https://dotgo.example"),
        ("30210", "Lumen Travel", "Lumen", "Ines Duarte", "hello@lumen.example", "https://lumen.example"),
        ("30220", "Nordlicht Energie", "Nordlicht", "Jan Peters", "rcs@nordlicht.example", "https://nordlicht.example"),
        ("30230", "Atelier Vert", "Atelier Vert", "", "", ""),
    ),
    "NA": (
        ("2600", "Maple Bank", "Maple Bank", "Dana Reyes", "rcs@maplebank.example", "https://maplebank.example"),
        ("48900", "Bigbasket US", "Bigbasket", "Asha Rao", "rcs@bigbasket.example", "https://bigbasket.example"),
        ("51010", "Prairie Air", "Prairie Air", "Lee Wong", "crew@prairieair.example", "https://prairieair.example"),
        ("51020", "Harbor Pharmacy", "Harbor", "Sam Cole", "rx@harbor.example", "https://harbor.example"),
        ("51030", "Cactus Coffee", "Cactus", "", "", ""),
    ),
}  # fmt: skip
FIELDS = ("agent_no", "agent_name", "brand_name", "contact_name", "contact_email", "website_url")


def agents(pod: str) -> list[dict[str, Any]]:
    return [_row(values) for values in AGENTS[pod]]


def agent(pod: str, number: str) -> dict[str, Any] | None:
    return next((row for row in agents(pod) if row["agent_no"] == number), None)


def training_agent(number: str, title: str) -> dict[str, Any]:
    """An agent of which a scenario is asked for by its number."""
    brand = ("Training", "Tess Trainer", "training@sandbox.example", "https://sandbox.example")
    return _row((number, f"Training: {title}", *brand))


def has_brand(row: dict[str, Any]) -> bool:
    """Whether the brand is verified: e-mail, contact name and website are there."""
    return all(row[name] for name in ("contact_name", "contact_email", "website_url"))


def _row(values: tuple[str, ...]) -> dict[str, Any]:
    return {**dict(zip(FIELDS, values, strict=True)), "agent_type": "RBM", "status": "ACTIVE"}
