"""Launches, read-only: the roll-up, the carriers, the submissions, the timeline."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from launches.admin.columns import person, when
from launches.admin.filters import ArchivedFilter
from launches.admin.readonly import ReadOnlyAdmin
from launches.models import Checking, Launch
from launches.services import comments, notes
from launches.services.timeline import timeline
from launches.statuses import look
from launches.templatetags.portal import badge


@admin.register(Launch)
class LaunchAdmin(ReadOnlyAdmin[Launch]):
    """Where each launch stands; what is decided about it is decided on its submissions."""

    list_display = ("launch_name", "standing", "agent_name", "live", "author", "since")
    list_filter = ("state", "agent__pod", ArchivedFilter)
    when_empty = "No launches yet. Marketing begins them in the portal."
    search_help_text = "Search by launch, agent, brand and Kaleyra's id"
    search_fields = (
        "launch_name",
        "agent__name",
        "agent__agent_no",
        "agent__brand_name",
        "agent_launch_id",
        "provider_launch_id",
    )
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Launch]:
        """With agent and author."""
        return super().get_queryset(request).select_related("agent", "created_by", "checking")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Everything about one launch on one page."""
        launch = self.row_for(request, object_id)
        submissions = launch.submissions.select_related("submitted_by", "reviewed_by").order_by("number")
        rows = launch.launch_regions.select_related("region", "submission")
        noted = notes.of(launch)
        context = {
            **self.admin_site.each_context(request),
            "title": str(launch),
            "subtitle": str(launch.agent),
            "opts": self.opts,
            "launch": launch,
            "standing": look(launch.current_state),
            "submissions": [(submission, look(submission.state)) for submission in submissions],
            "carriers": [(row, look(row.carrier_state), noted.get(row.pk, [])) for row in rows],
            "answers": launch.answers(),
            "entries": timeline(launch),
            "comments": comments.of(launch.pk),
            "calls": launch.api_calls.order_by("-id")[:10],
        }
        return TemplateResponse(request, "admin/launches/launch/change_form.html", context)

    @admin.display(description="State", ordering="state")
    def standing(self, launch: Launch) -> SafeString:
        """The roll-up."""
        return badge(look(launch.current_state))

    @admin.display(description="Agent", ordering="agent__name")
    def agent_name(self, launch: Launch) -> SafeString:
        """Its name and number."""
        agent = launch.agent
        return format_html('{} <span class="sub">{}, {} pod</span>', agent.name, agent.agent_no, agent.pod)

    @admin.display(description="Live", ordering="regions_live")
    def live(self, launch: Launch) -> str:
        """How many of its carriers."""
        return f"{launch.regions_live} of {launch.regions_total}"

    @admin.display(description="Started by", ordering="created_by__first_name")
    def author(self, launch: Launch) -> str:
        """Who wrote it."""
        return person(launch.created_by)

    @admin.display(description="In this state", ordering="state_since")
    def since(self, launch: Launch) -> SafeString | str:
        """Since when, and when its carriers were last asked."""
        checking, since = Checking.of(launch), when(launch.state_since)
        if checking is None or checking.checked_at is None:
            return since
        return format_html('{} <span class="sub">checked {}</span>', since, when(checking.checked_at))
