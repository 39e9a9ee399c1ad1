"""The review queue: what waits for a decision, and the buttons that decide. Every verb is a service's."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import User
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from launches import access
from launches.admin import bulk, review_page
from launches.admin.columns import NOTHING, person, when
from launches.admin.queue import Queue, StatusFilter
from launches.admin.readonly import ReadOnlyAdmin, who
from launches.models import Submission
from launches.problems import Problem
from launches.services import attempts, comments, desk, review
from launches.statuses import Look, look
from launches.templatetags.portal import badge, breakable
from launches.views import proof
from launches.words import so_many

Verb = Callable[[HttpRequest, Submission], str]
QUEUE = "admin:launches_submission_changelist"
PAGE = "admin:launches_submission_change"
MOST_LOOKED_AT = 20  # for one that is not their own
NEEDED = ("launch__agent", "launch__created_by", "submitted_by", "reviewed_by", "created_by", "proposed_by")


def approve(request: HttpRequest, submission: Submission) -> str:
    """Approve what this reviewer saw: the form names its version."""
    review.approve(submission, by=who(request), version=bulk.number_in(request.POST, "version"))
    return bulk.said_of_approval(submission)


def send_back(request: HttpRequest, submission: Submission) -> str:
    """Return it to its author with a reason."""
    notes = {field: request.POST.get(f"note_{field}", "") for field in review.notable(submission)}
    review.send_back(submission, by=who(request), reason=request.POST.get("reason", ""), notes=notes)
    return f"Sent back to {person(submission.submitted_by)}."


def comment(request: HttpRequest, submission: Submission) -> str:
    """Say something that its author and the other reviewers see."""
    comments.add(submission.launch, by=who(request), text=request.POST.get("text", ""))
    return "Your comment is added."


def found(request: HttpRequest, submission: Submission) -> str:
    """The unconfirmed desk: it is in Kaleyra's console under this id."""
    launch_id = request.POST.get("agent_launch_id", "")
    desk.settle_with_id(submission, by=who(request), agent_launch_id=launch_id)
    return "The worker verifies the id with Kaleyra; reload in a few seconds."


def received(request: HttpRequest, submission: Submission) -> str:
    """The unconfirmed desk: Kaleyra's console shows that it has this carrier launch."""
    desk.settle_received(submission, by=who(request), reason=request.POST.get("reason", ""))
    return "Accepted. Its carriers are asked about from now on."


def not_received(request: HttpRequest, submission: Submission) -> str:
    """The unconfirmed desk: it is not in Kaleyra's console, so that it may go once more."""
    if request.POST.get("sure") != "yes":
        raise Problem("Tick the box: what Kaleyra did receive would be launched twice. Nothing was changed.")
    desk.settle_not_received(submission, by=who(request), reason=request.POST.get("reason", ""))
    return "Noted. The worker sends the approved request once more."


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin[Submission]):
    """Reviewers see everything and decide; nobody edits a fact."""

    list_title = "Review queue"
    when_empty = "Nothing waits for a decision. What marketing submits appears here, oldest first."
    search_help_text = "Search by launch, agent, brand and who submitted it"
    list_display = ("what", "agent", "carriers", "waiting", "preflight")
    list_filter = (StatusFilter, "launch__agent__pod", "kind")
    search_fields = (
        "launch__launch_name",
        "launch__agent__name",
        "launch__agent__agent_no",
        "launch__agent__brand_name",
        "submitted_by__username",
        "submitted_by__first_name",
        "submitted_by__last_name",
    )
    ordering = ("submitted_at", "id")
    actions = ("approve_and_send", "send_back")

    # --- Reading ------------------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> QuerySet[Submission]:
        """With everything that the columns name, in one query."""
        rows = super().get_queryset(request).select_related(*NEEDED)
        return rows.annotate(carrier_number=Count("regions"))

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """With the status where rows differ in it."""
        is_mixed = request.GET.get(StatusFilter.parameter_name) == StatusFilter.everything
        what, *others, preflight = self.list_display
        return (what, "standing", *others) if is_mixed else (what, *others, preflight)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The one that knows the findings."""
        return Queue

    def has_review_permission(self, request: HttpRequest) -> bool:
        """May they decide? Asked by the bulk actions."""
        return access.may_review(who(request))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The review page: everything at once, read-only, and the buttons that this person may press."""
        submission = self.row_for(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            **review_page.context_for(submission, who(request)),
            "title": str(submission.launch),
            "subtitle": submission.get_kind_display(),
            "opts": self.opts,
        }
        template = "admin/launches/submission/change_form.html"
        return TemplateResponse(request, template, context)

    # --- Deciding -----------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        """With an address for each verb; all of them take POST only."""
        verbs = {
            "<int:pk>/approve/": proof.deciding(self._carries_out(approve, then=QUEUE)),
            "<int:pk>/send-back/": proof.approving(self._carries_out(send_back, then=QUEUE)),
            "<int:pk>/comment/": self._carries_out(comment),
            "<int:pk>/found/": proof.deciding(self._carries_out(found)),
            "<int:pk>/received/": proof.deciding(self._carries_out(received)),
            "<int:pk>/not-received/": proof.deciding(self._carries_out(not_received)),
            "decide/": proof.deciding(self.decide_view, unless=bulk.is_no_approval),
        }
        ours = [
            path(route, self.admin_site.admin_view(require_POST(view)), name=_name(route))
            for route, view in verbs.items()
        ]
        return [*ours, *super().get_urls()]

    def decide_view(self, request: HttpRequest) -> HttpResponse:
        """The confirmed bulk decision: each row on its own; one message for all done alike, one for each refusal."""
        alike: defaultdict[str, list[Submission]] = defaultdict(list)
        for submission, done, sentence in bulk.decide(request.POST, by=who(request)):
            if done:
                self.log_change(request, submission, sentence)
                alike[sentence].append(submission)
            else:
                messages.error(request, _told(submission, sentence))
        for sentence, decided in alike.items():
            one = decided[0] if len(decided) == 1 else None
            messages.success(
                request, _told(one, sentence) if one else f"{len(decided)} submissions: {sentence}"
            )
        return redirect(QUEUE)

    def _carries_out(self, verb: Verb, *, then: str = PAGE) -> Callable[..., HttpResponse]:
        """The view of this verb: it is carried out and its words shown, or the problem's, on the submission's page."""

        def view(request: HttpRequest, pk: int) -> HttpResponse:
            submission = self.row_for(request, pk)
            try:
                done = verb(request, submission)
            except Problem as problem:
                messages.error(request, problem.sentence)
                return redirect(PAGE, pk)
            self.log_change(request, submission, done)
            goes_on = _way_on(who(request)) if then == QUEUE else ""
            messages.success(request, format_html("{}{}", _told(submission, done), goes_on))
            return redirect(then, *([pk] if then == PAGE else []))

        return view

    @admin.action(description="Approve and send…", permissions=["review"])
    def approve_and_send(self, request: HttpRequest, queryset: QuerySet[Submission]) -> HttpResponse:
        """Asks first: how many carriers on which pod."""
        return self._ask_first(request, queryset, bulk.APPROVE)

    @admin.action(description="Send back…", permissions=["review"])
    def send_back(self, request: HttpRequest, queryset: QuerySet[Submission]) -> HttpResponse:
        """Asks first: for the reason."""
        return self._ask_first(request, queryset, bulk.SEND_BACK)

    def _ask_first(self, request: HttpRequest, queryset: QuerySet[Submission], verb: str) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            **bulk.context_for(list(queryset), verb=verb, by=who(request)),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/launches/submission/decide.html", context)

    # --- Columns ------------------------------------------------------------------------------
    @admin.display(description="Submission", ordering="launch__launch_name")
    def what(self, submission: Submission) -> SafeString:
        """The launch, and which of its submissions unless it is the first. A long name breaks between its words."""
        which = "" if submission.is_agent_launch else f", carriers added ({submission.number})"
        return breakable(f"{submission.launch}{which}")

    @admin.display(description="Agent", ordering="launch__agent__name")
    def agent(self, submission: Submission) -> SafeString:
        """Its name and number."""
        agent = submission.launch.agent
        return format_html('{} <span class="sub">{}</span>', agent.name, agent.agent_no)

    @admin.display(description="Carriers", ordering="carrier_number")
    def carriers(self, submission: Submission) -> str:
        """How many, and on which pod."""
        return f"{getattr(submission, 'carrier_number', 0)} on {submission.launch.agent.pod}"

    @admin.display(description="Submitted", ordering="submitted_at")
    def waiting(self, submission: Submission) -> SafeString | str:
        """How long ago, and by whom."""
        if submission.submitted_at is None:
            return NOTHING
        by = person(submission.submitted_by)
        return format_html('{} <span class="sub">{}</span>', when(submission.submitted_at), by)

    @admin.display(description="Preflight")
    def preflight(self, submission: Submission) -> SafeString | str:
        """How many blockers and warnings."""
        blockers, warnings = getattr(submission, "found", (0, 0))
        if submission.status not in attempts.UNDECIDED:
            return NOTHING
        if blockers:
            return badge(Look(so_many(blockers, "blocker"), "red", "circle-x"))
        if warnings:
            return badge(Look(so_many(warnings, "warning"), "amber", "triangle-alert"))
        return badge(Look("Clear", "green", "check"))

    @admin.display(description="Status", ordering="status")
    def standing(self, submission: Submission) -> SafeString:
        """Where it stands."""
        return badge(look(submission.state))


def _name(route: str) -> str:
    verb = route.removeprefix("<int:pk>/").rstrip("/").replace("-", "_")
    return f"launches_submission_{verb}"


def _told(submission: Submission, words: str) -> SafeString:
    """Begins with a link: Django would write the first letter of a plain message large, that of a name too."""
    page = reverse(PAGE, args=[submission.pk])
    return format_html('<a href="{}">{}</a>: {}', page, submission.launch, words)


def _way_on(user: User) -> SafeString | str:
    """The way to what has waited longest of what they may decide about."""
    waiting = Submission.objects.waiting().select_related(*NEEDED)[:MOST_LOOKED_AT]
    for submission in waiting:
        if not access.why_not_approve(user, submission):
            page = reverse(PAGE, args=[submission.pk])
            return format_html(' <a href="{}">Next: {}</a>', page, submission.launch)
    return ""
