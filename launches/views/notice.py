"""A person's notices about the launches that they follow, and following itself."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from launches import access
from launches.counting import latest_change
from launches.forms.fields import whole_number
from launches.services import notices
from launches.views.request import Request


@require_safe
@permission_required("launches.view_launch", raise_exception=True)
def notice_list(request: Request) -> HttpResponse:
    """The page, latest first."""
    up_to = latest_change()  # Before the read: what comes in between is shown, and stays unread.
    found = notices.page_for(request.user, before=whole_number(request.GET.get("before")))
    page = found[: notices.PAGE]
    older = page[-1].entry.number if len(found) > notices.PAGE else None
    context = {"page": page, "older": older, "up_to": up_to, "sends_email": settings.SENDS_EMAIL}
    return render(request, "launches/notice_list.html", context)


@require_POST
@permission_required("launches.view_launch", raise_exception=True)
def notices_read(request: Request) -> HttpResponse:
    """Everything up to what the page showed is read."""
    notices.mark_read(by=request.user, up_to=whole_number(request.POST.get("up_to")) or 0)
    messages.success(request, "All of it is marked as read.")
    return redirect("notice_list")


@require_POST
def launch_read(request: Request, pk: int) -> HttpResponse:
    """What the page of this launch showed is read. The page says so itself when it has opened."""
    launch = access.get_launch_for(request.user, pk)
    notices.mark_read(by=request.user, up_to=whole_number(request.POST.get("up_to")) or 0, launch=launch)
    if not request.htmx:
        return redirect("launch_detail", pk)
    unread = notices.count_unread(request.user)  # Fewer than when this request began.
    return render(request, "_told.html", {"is_fragment": True, "unread": unread})


@require_POST
def launch_follow(request: Request, pk: int) -> HttpResponse:
    """They follow it from now on, or no longer."""
    launch = access.get_launch_for(request.user, pk)
    if request.POST.get("wish") == "stop":
        notices.stop(launch, by=request.user)
    else:
        notices.follow(launch, by=request.user)
    if not request.htmx:
        return redirect("launch_detail", pk)
    context = {
        "launch": launch,
        "is_following": notices.is_following(launch, request.user),
        "is_toggled": True,
    }
    return render(request, "launches/_follow.html", context)
