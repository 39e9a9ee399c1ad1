"""The reviewers' room: Django admin over the same services as the pages."""

from launches.admin import agent, catalogue, history, people, site

__all__ = ["agent", "catalogue", "history", "people", "site"]
