"""The reviewers' room: Django admin over the same services as the pages."""

from launches.admin import agent, catalogue, history, launch, operations, people, sign_ins, site, submission

__all__ = [
    "agent",
    "catalogue",
    "history",
    "launch",
    "operations",
    "people",
    "sign_ins",
    "site",
    "submission",
]
