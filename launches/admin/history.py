"""History and exchanges: searched and read, never edited, by anybody."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from launches.admin.columns import NOTHING, VERDICTS, exact_text, lasted, link, verdict_look, when
from launches.admin.filters import in_words, lately, plain
from launches.admin.readonly import ReadOnlyAdmin
from launches.curl import command_line
from launches.models import ApiCall, StatusEvent
from launches.services.timeline import entry_of
from launches.statuses import ARCHIVED, LaunchState, Look, Source, look
from launches.templatetags.portal import badge, exactly, pretty_json

SUBJECTS = {
    "launch": "Launch",
    "submission": "Submission",
    "launch_region": "What a carrier says",
    "carrier_region": "Catalogue of carriers",
}


@admin.register(StatusEvent)
class StatusEventAdmin(ReadOnlyAdmin[StatusEvent]):
    """Who or what changed what, when and why. The database itself refuses edits."""

    list_title = "History"
    when_empty = "Nothing has happened yet."
    search_help_text = "Search by launch, agent, carrier, person, code and reason"
    list_display = ("happened", "told", "launch_link")
    list_display_links = ("happened",)
    list_filter = (
        ("at", lately("when")),
        ("subject", in_words("kind", SUBJECTS.__getitem__, SUBJECTS)),
        ("source", in_words("source", plain, Source.values)),
        ("to_state", in_words("new state", plain)),
    )
    search_fields = (
        "launch__launch_name",
        "launch__agent__name",
        "launch__agent__agent_no",
        "carrier_region__display_name",
        "actor_name",
        "raw_code",
        "reason",
    )
    ordering = ("-id",)
    fields = (
        "at",
        "said",
        "launch_link",
        "submission",
        "launch_region",
        "carrier_region",
        "before",
        "after",
        "raw_code",
        "source",
        "actor_name",
        "reason",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[StatusEvent]:
        """With everything that the sentences name."""
        related = ("launch", "submission__launch", "launch_region__region", "carrier_region")
        return super().get_queryset(request).select_related(*related)

    def title_of(self, obj: StatusEvent) -> str:
        """The event as a sentence."""
        return _sentence(obj).label

    @admin.display(description="When", ordering="at")
    def happened(self, event: StatusEvent) -> SafeString | str:
        """How long ago; the exact moment on hover."""
        return when(event.at)

    @admin.display(description="What happened")
    def said(self, event: StatusEvent) -> SafeString:
        """The event as a sentence, as on the timeline."""
        return badge(_sentence(event))

    @admin.display(description="Before")
    def before(self, event: StatusEvent) -> str:
        """The state that it had."""
        return plain(event.from_state) or NOTHING

    @admin.display(description="After")
    def after(self, event: StatusEvent) -> str:
        """The state that it has since."""
        return plain(event.to_state)

    @admin.display(description="Launch")
    def launch_link(self, event: StatusEvent) -> SafeString | str:
        """The launch that it is about."""
        if event.launch is None:
            return NOTHING
        return link(reverse("admin:launches_launch_change", args=[event.launch.pk]), event.launch)

    @admin.display(description="What happened")
    def told(self, event: StatusEvent) -> SafeString:
        """The event as a sentence, with who, what code and why below it."""
        code = f", code {event.raw_code}" if event.raw_code else ""
        source = event.get_source_display()
        who = event.actor_name if event.actor_name == source else f"{event.actor_name} ({source})"
        why = f": {event.reason}" if event.reason else ""
        return format_html('{} <span class="sub">{}{}</span>', self.said(event), who + code, why)


@admin.register(ApiCall)
class ApiCallAdmin(ReadOnlyAdmin[ApiCall]):
    """What exactly did we send, and what came back? Key and SID were never stored."""

    list_title = "Exchanges"
    when_empty = "Nothing was sent to Kaleyra yet, and nothing was asked."
    search_help_text = "Search by launch, agent, id, code, verdict, problem and address"
    list_display = ("began", "asked", "launch_link", "outcome", "answered", "took")
    list_filter = (
        ("started_at", lately("when")),
        ("verdict", in_words("verdict", lambda verdict: verdict_look(verdict).label, VERDICTS)),
        ("endpoint", in_words("request", plain)),
        "pod",
        ("http_status", in_words("HTTP status", str)),
    )
    search_fields = (
        "launch__launch_name",
        "launch__agent__name",
        "launch__agent__agent_no",
        "launch__agent_launch_id",
        "code",
        "verdict",
        "problem",
        "url",
    )
    ordering = ("-id",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "outcome",
                    "answered",
                    "problem",
                    "started_at",
                    "took",
                    "launch_link",
                    "submission",
                    "request_id",
                    "reached",
                    "same_answer",
                )
            },
        ),
        ("What we sent", {"fields": ("address", "sent_headers", "sent_body", "as_curl")}),
        ("What came back", {"fields": ("received_headers", "received_body")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiCall]:
        """With the launch that each is about; the list leaves the bodies where they are."""
        return super().get_queryset(request).select_related("launch", "submission__launch")

    @admin.display(description="When", ordering="started_at")
    def began(self, call: ApiCall) -> SafeString | str:
        """How long ago; the exact moment on hover."""
        return when(call.started_at)

    def title_of(self, obj: ApiCall) -> str:
        """What was asked of which pod."""
        return f"{plain(obj.endpoint)}, {obj.pod} pod"

    @admin.display(description="Exchange", ordering="endpoint")
    def asked(self, call: ApiCall) -> SafeString:
        """What was asked of which pod, and how."""
        sub = f"{call.method}, {call.pod} pod"
        return format_html('{} <span class="sub">{}</span>', plain(call.endpoint), sub)

    @admin.display(description="Reached Kaleyra")
    def reached(self, call: ApiCall) -> str:
        """Whether there was a connection at all."""
        return "Yes" if call.is_connected else "No connection was made: nothing left"

    @admin.display(description="The same answer as")
    def same_answer(self, call: ApiCall) -> SafeString | str:
        """The exchange that brought it first; what was sent and what came back is shown as that one holds it."""
        if call.same_as is None:
            return NOTHING
        url = reverse("admin:launches_apicall_change", args=[call.same_as.pk])
        return link(url, when(call.same_as.started_at))

    @admin.display(description="Launch")
    def launch_link(self, call: ApiCall) -> SafeString | str:
        """The launch that it is about."""
        if call.launch is None:
            return NOTHING
        return link(reverse("admin:launches_launch_change", args=[call.launch.pk]), call.launch)

    @admin.display(description="Verdict", ordering="verdict")
    def outcome(self, call: ApiCall) -> SafeString:
        """What the portal concluded from it."""
        return badge(verdict_look(call.verdict))

    @admin.display(description="Answer", ordering="code")
    def answered(self, call: ApiCall) -> str:
        """The HTTP status and Kaleyra's code."""
        return " ".join(str(part) for part in (call.http_status, call.code) if part) or NOTHING

    @admin.display(description="Took", ordering="duration_ms")
    def took(self, call: ApiCall) -> str:
        """How long."""
        return lasted(call.duration_ms)

    @admin.display(description="Address")
    def address(self, call: ApiCall) -> SafeString | str:
        """Method and URL as sent, SID masked."""
        return exact_text(f"{call.method} {call.whole.url}")

    @admin.display(description="Headers")
    def sent_headers(self, call: ApiCall) -> SafeString | str:
        """As sent, key masked."""
        return exact_text(_lines(call.whole.request_headers))

    @admin.display(description="Body")
    def sent_body(self, call: ApiCall) -> SafeString | str:
        """As sent, indented."""
        return exact_text(pretty_json(call.whole.request_body))

    @admin.display(description="The same as curl")
    def as_curl(self, call: ApiCall) -> SafeString | str:
        """To be copied; whoever runs it puts their own key in."""
        sent = call.whole
        return exact_text(command_line(sent.method, sent.url, sent.request_headers, sent.request_body))

    @admin.display(description="Headers")
    def received_headers(self, call: ApiCall) -> SafeString | str:
        """As they came, without cookies."""
        return exact_text(exactly(_lines(call.whole.response_headers)))

    @admin.display(description="Body")
    def received_body(self, call: ApiCall) -> SafeString | str:
        """As it came, indented where it is JSON; and whether there was more."""
        more = "\n\nThe answer was longer; only its beginning is kept." if call.whole.is_truncated else ""
        return exact_text(f"{pretty_json(call.whole.response_body)}{more}")


def _sentence(event: StatusEvent) -> Look:
    is_about_its_state = event.to_state in LaunchState.values and event.from_state != ARCHIVED
    if event.subject == "launch" and is_about_its_state:
        # The timeline leaves out what only repeats a submission; here every row of history is told.
        state = look(LaunchState(event.to_state))
        return state._replace(label=f"The launch is now {state.label.lower()}")
    entry = entry_of(event)
    return entry.look._replace(label=capfirst(entry.sentence))


def _lines(headers: dict[str, str]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in headers.items())
