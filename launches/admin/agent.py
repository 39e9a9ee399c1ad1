"""Agents and their brand checklists. Archived rather than deleted: launches keep pointing at them."""

from typing import Protocol

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from launches.admin.columns import person, when
from launches.admin.filters import ArchivedFilter
from launches.admin.readonly import ListAdmin, who
from launches.forms.fields import LineField
from launches.models import Agent
from launches.problems import Problem
from launches.services import agents
from launches.statuses import Look
from launches.templatetags.portal import badge

FACTS = ("pod", "agent_no")


class Verb(Protocol):
    """What a service does to one agent."""

    def __call__(self, agent: Agent, *, by: User) -> None: ...


@admin.register(Agent)
class AgentAdmin(ListAdmin[Agent]):
    """Admins keep agents; reviewers see them."""

    when_empty = "No agents yet. Add one here, or import those that Kaleyra has on the portal's agents page."
    search_help_text = "Search by name, number, brand and contact e-mail"
    list_display = ("name", "number", "brand_name", "checklist", "launch_count", "archived")
    list_filter = (ArchivedFilter, "pod", "contacts_confirmed", "source")
    search_fields = ("name", "agent_no", "brand_name", "contact_email")
    readonly_fields = ("source", "made_by", "created_at", "updated_at", "archived_at")
    actions = ("archive", "restore")
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        models.CharField: {"form_class": LineField},
    }
    fieldsets = (
        (None, {"fields": ("name", *FACTS)}),
        (
            "Brand checklist",
            {
                "fields": (
                    "brand_name",
                    "contact_name",
                    "contact_email",
                    "website",
                    "contacts_confirmed",
                ),
                "description": "Kaleyra refuses a launch while the brand lacks any of these.",
            },
        ),
        ("Record", {"fields": ("source", "made_by", "created_at", "updated_at", "archived_at")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agent]:
        """With what the columns need, in one query."""
        return super().get_queryset(request).select_related("created_by").annotate(used=Count("launches"))

    def get_readonly_fields(self, request: HttpRequest, obj: Agent | None = None) -> tuple[str, ...]:
        """Kaleyra knows a launched agent by pod and number: those stay."""
        is_launched = obj is not None and obj.launches.exists()
        return (*FACTS, *self.readonly_fields) if is_launched else self.readonly_fields

    def save_model(
        self, request: HttpRequest, obj: Agent, form: "forms.ModelForm[Agent]", change: bool
    ) -> None:
        """By the same service as the portal's page."""
        agents.save(obj, by=who(request))

    def has_delete_permission(self, request: HttpRequest, obj: Agent | None = None) -> bool:
        """Nobody: an agent is archived."""
        return False

    @admin.display(description="Number", ordering="agent_no")
    def number(self, agent: Agent) -> SafeString:
        """As Kaleyra knows it, and on which pod."""
        return format_html('{} <span class="sub">{} pod</span>', agent.agent_no, agent.pod)

    @admin.display(description="Brand checklist")
    def checklist(self, agent: Agent) -> SafeString:
        """What the brand still lacks."""
        missing = agent.missing_brand_data()
        if missing:
            return badge(Look(f"Missing: {', '.join(missing)}", "amber", "triangle-alert"))
        return badge(Look("Complete", "green", "check"))

    @admin.display(description="Launches", ordering="used")
    def launch_count(self, agent: Agent) -> int:
        """How many launches it has."""
        return int(getattr(agent, "used", 0))

    @admin.display(description="Archived", ordering="archived_at")
    def archived(self, agent: Agent) -> SafeString | str:
        """Since when."""
        return when(agent.archived_at)

    @admin.display(description="Added by")
    def made_by(self, agent: Agent) -> str:
        """Who brought it here."""
        return person(agent.created_by)

    @admin.action(description="Archive (launches stay, Kaleyra is not told)", permissions=["change"])
    def archive(self, request: HttpRequest, queryset: QuerySet[Agent]) -> None:
        """They are no longer offered for new launches."""
        self._each(request, queryset, agents.archive, "archived")

    @admin.action(description="Bring back from the archive", permissions=["change"])
    def restore(self, request: HttpRequest, queryset: QuerySet[Agent]) -> None:
        """They are offered again."""
        self._each(request, queryset, agents.restore, "in use again")

    def _each(self, request: HttpRequest, queryset: QuerySet[Agent], verb: Verb, word: str) -> None:
        for agent in queryset:
            try:
                verb(agent, by=who(request))
            except Problem as problem:
                messages.error(request, f"{agent}: {problem.sentence}")
            else:
                self.log_change(request, agent, word.capitalize())
                messages.success(request, f"{agent}: {word}.")
