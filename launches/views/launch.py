"""One launch: where it stands, what happened, what was written and sent."""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from launches import access
from launches.models import ApiCall, Checking, Launch, StatusEvent
from launches.problems import Problem
from launches.services import (
    archive,
    attempts,
    comments,
    leaving,
    notes,
    offers,
    pods,
    refresh,
    refusals,
    review,
)
from launches.services.expected import carriers_of, waits
from launches.services.timeline import RECENT, shown_to, whole_timeline
from launches.standing import get_standing_for
from launches.statuses import OVERDUE, CarrierState, LaunchState, SubmissionStatus
from launches.views.polling import is_unchanged, unchanged
from launches.views.request import Request
from launches.words import what_later, what_now
from launches.written import Written

EXCHANGES = 12
ASKED = "Asking Kaleyra now. The answer appears here by itself."
NOT_YET = (
    "Its pod is left alone at the moment, as said above. This launch is checked as soon as that is over."
)
SLOWLY = "60s"
MOVING = {LaunchState.IN_REVIEW, LaunchState.APPROVED, LaunchState.SENDING, LaunchState.WITH_CARRIERS}
DECIDING = {CarrierState.SUBMITTED, CarrierState.PENDING, CarrierState.ENDING}
ON_THE_MOVE = {SubmissionStatus.IN_REVIEW, SubmissionStatus.APPROVED, SubmissionStatus.SENDING}


@require_safe
def launch_detail(request: Request, pk: int) -> HttpResponse:
    """The page."""
    context = _standing(request, pk) | {"copy_token": uuid4()}
    return render(request, "launches/launch_detail.html", context)


@require_safe
def launch_live(request: Request, pk: int) -> HttpResponse:
    """The part of the page that updates itself. Whoever guesses the marker learns only that it is current."""
    if is_unchanged(request, _latest_marker(pk)):
        return unchanged()
    return live(request, pk)


@require_POST
def launch_check(request: Request, pk: int) -> HttpResponse:
    """The worker is asked to ask Kaleyra now; the answer comes by itself."""
    launch = access.get_launch_for(request.user, pk)
    try:
        is_asked = refresh.check_now(launch, by=request.user)
    except Problem as problem:
        messages.warning(request, problem.sentence)
    else:
        asked = ASKED if pods.may_ask(launch.agent.pod) else NOT_YET
        messages.info(request, asked if is_asked else "It was checked only seconds ago.")
    return live(request, pk) if request.htmx else redirect("launch_detail", pk)


@require_POST
def launch_archive(request: Request, pk: int) -> HttpResponse:
    """The launch is off the lists."""
    return _put(request, pk, archive.archive, "Archived: it is off the lists. Kaleyra is not told.")


@require_POST
def launch_restore(request: Request, pk: int) -> HttpResponse:
    """The launch is on the lists again."""
    return _put(request, pk, archive.restore, "It is on the lists again.")


@require_POST
def launch_revise(request: Request, pk: int) -> HttpResponse:
    """A refused submission is a draft again, open for changes."""
    launch = access.get_launch_for(request.user, pk)
    submission = launch.latest_submission()
    try:
        review.revise(submission, by=request.user)
    except Problem as problem:
        messages.warning(request, problem.sentence)
        return redirect("launch_detail", pk)
    messages.info(request, "It is a draft again. Change what the reason names, then submit it.")
    return redirect("launch_edit" if submission.is_agent_launch else "carriers_add", pk)


@require_safe
def launch_request(request: Request, pk: int, number: int) -> HttpResponse:
    """The exact request of one submission, as a page or as a fragment of one."""
    launch = access.get_launch_for(request.user, pk)
    submission = get_object_or_404(launch.submissions.select_related("launch__agent"), number=number)
    context = {"launch": launch, "submission": submission, "preview": review.request_preview(submission)}
    template = "launches/_request.html" if request.htmx else "launches/request.html"
    return render(request, template, context)


@require_safe
def launch_difference(request: Request, pk: int) -> HttpResponse:
    """What is different from the last attempt to launch this agent, as a page or as a fragment of one."""
    launch = access.get_launch_for(request.user, pk)
    submission = launch.first_submission()
    attempt = attempts.last_attempt(submission, review.request_preview(submission).body)
    context = {"launch": launch, "submission": submission, "last_attempt": attempt}
    template = "launches/_difference.html" if request.htmx else "launches/difference.html"
    return render(request, template, context)


@require_safe
def launch_exchange(request: Request, pk: int, call_pk: int) -> HttpResponse:
    """One exchange with Kaleyra word for word, for those who may see it."""
    launch = access.get_launch_for(request.user, pk)
    if not access.moves(request.user, launch).see_exchanges:
        raise PermissionDenied("Exchanges are for reviewers and admins.")
    call = ApiCall.objects.select_related("same_as").filter(launch=launch, pk=call_pk).first()
    if call is None:
        raise Http404
    template = "launches/_exchange.html" if request.htmx else "launches/exchange.html"
    return render(request, template, {"launch": launch, "call": call})


@require_safe
def launch_timeline(request: Request, pk: int) -> HttpResponse:
    """Everything that happened, checks without news as well. Under htmx it goes on where the launch page stops."""
    launch = access.get_launch_for(request.user, pk)
    if request.htmx:
        earlier = whole_timeline(launch, but_latest=RECENT)
        return render(request, "launches/_moments.html", {"moments": earlier})
    return render(request, "launches/timeline.html", {"launch": launch, "moments": whole_timeline(launch)})


@require_POST
def launch_leave(request: Request, pk: int) -> HttpResponse:
    """Its author knows what went wrong: it is off the overview's "Needs you"."""
    launch = access.get_launch_for(request.user, pk)
    try:
        leaving.leave(launch, by=request.user)
    except Problem as problem:
        messages.warning(request, problem.sentence)
    else:
        messages.success(request, f"{launch.launch_name} is off “Needs you” until something goes wrong anew.")
    return redirect("overview")


def _put(request: Request, pk: int, verb: Callable[..., None], words: str) -> HttpResponse:
    try:
        verb(access.get_launch_for(request.user, pk), by=request.user)
    except Problem as problem:
        messages.warning(request, problem.sentence)
    else:
        messages.success(request, words)
    return redirect("launch_detail", pk)


def live(request: Request, pk: int) -> HttpResponse:
    """The part of the page that updates itself, as it stands now."""
    standing = _standing(request, pk)
    # A check that found nothing new is drawn, but not read aloud again.
    is_news = request.GET.get("said") != standing["said"]
    context = standing | {"is_fragment": True, "is_news": is_news, "comments": comments.of(pk)}
    return render(request, "launches/_launch_live.html", context)


def _standing(request: Request, pk: int) -> dict[str, object]:
    # The marker is read first: what comes in between is shown twice rather than never.
    standing = get_standing_for(request.user, pk)
    submissions, latest_event = standing.submissions, standing.latest_event
    latest, launch = submissions[0], submissions[0].launch
    carriers = carriers_of(launch)
    history = shown_to(request.user, launch, submissions, carriers)
    moves = access.moves(request.user, launch, latest, carriers)
    waiting = waits(carriers)
    return {
        "launch": launch,
        "latest": latest,
        "moves": moves,
        "why_not_try_again": access.why_not_try_again(request.user, launch, latest, carriers),
        "may_archive": not access.why_not_archive(request.user, launch, latest),
        "now": what_now(launch, latest, carriers),
        "later": what_later(latest),
        "is_about_the_brand": refusals.is_about_the_brand(latest),
        "carriers": carriers,
        "waits": waiting,
        "overdue_look": OVERDUE,
        "overdue": {wait.row.pk for wait in waiting if wait.is_overdue},
        "submissions": [(submission, standing.chosen[submission.pk]) for submission in submissions],
        "has_attempt": attempts.is_another(submissions[-1], standing.has_earlier),
        "planned": offers.why_not(launch) if standing.has_plan else [],
        "may_plan": access.may_plan(request.user, launch),
        "recent": history.latest[:RECENT],
        "has_earlier": len(history.latest) > RECENT,
        "calls": _CALLS.rows(launch.pk) if moves.see_exchanges else None,
        "latest_event": latest_event,
        "notes": notes.by_carrier(history.notes),
        "news": history.news,
        "is_following": standing.is_followed,
        "marker": _marker(latest_event, *_checked(launch), launch.version),
        "said": f"{launch.state}-{launch.regions_live}-{launch.regions_total}-{latest.status}",
        "pace": _pace(launch, [carrier.carrier_state for carrier in carriers], latest.state),
    }


def _calls(launch: int) -> QuerySet[ApiCall]:
    bodies = ("request_body", "response_body", "request_headers", "response_headers")
    return ApiCall.objects.filter(launch=launch).defer(*bodies).order_by("-id")[:EXCHANGES]


def _facts(launch: int) -> QuerySet[Launch, tuple[object, ...]]:
    """What the marker is made of."""
    latest = StatusEvent.objects.filter(launch=OuterRef("pk")).order_by("-id").values("id")[:1]
    facts = (Subquery(latest), "checking__checked_at", "checking__failures", "version")
    return Launch.objects.filter(pk=launch).values_list(*facts)


_CALLS, _FACTS = Written(_calls, int), Written(_facts, int)


def _checked(launch: Launch) -> tuple[datetime | None, int | None]:
    checking = Checking.of(launch)
    return (checking.checked_at, checking.failures) if checking else (None, None)


def _latest_marker(pk: int) -> str:
    found = _FACTS.rows(pk)
    return _marker(*found[0]) if found else ""


def _marker(*facts: object) -> str:
    """Changes with every event of this launch, every check of it, and every edit."""
    return "-".join(str(fact) for fact in facts)


def _pace(launch: Launch, carriers: list[CarrierState], latest: SubmissionStatus) -> str:
    """How often the page asks: often while something moves; once all is settled, for what colleagues may say."""
    if launch.archived_at:
        return SLOWLY
    if launch.current_state in MOVING or latest in ON_THE_MOVE or DECIDING.intersection(carriers):
        return "3s"
    return SLOWLY if launch.current_state == LaunchState.LIVE else "30s"
