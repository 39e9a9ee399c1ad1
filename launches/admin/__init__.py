"""The reviewers' pages: Django admin over the same services as the portal's own."""

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
