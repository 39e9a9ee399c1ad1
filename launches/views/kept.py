"""What was typed and could not be saved: given back to its form, never saved by itself.

When a session has ended, it travels in a hidden field of the sign-in page, then waits in the new session, on the
server, until its form is shown. The few words of a smaller form, a comment or a reason, are shown once more on the
page that it was on, to be copied. Every such form says who has it open (templates/_writer.html): what they typed is
given back to nobody else.

A new launch cannot be a draft before it has an agent. What is typed until then waits in the session, too.
"""

from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from launches.views.proof import came_from

FORMS = ("launch_new", "launch_edit", "carriers_add")
STEPS = ("sign_in", "sign_in_code")  # The pages that carry it on while somebody signs in.
SENDERS = (*FORMS, "launch_autosave", "carriers_autosave", "launch_picker", "launch_agent_facts")
OF_AGENTS = ("name", "brand_name", "contact_name", "contact_email", "website")
# What people write in all other forms, by the name of the field; notes on single answers besides.
WORDS = ("text", "reason", "set_name", "agent_launch_id", *OF_AGENTS)
# htmx cannot follow a page with what was typed: static/js/portal.js then sends the form as a plain one.
SEND_PLAINLY = "Send-Plainly"
WRITER = "writer"
IN_SESSION = "typed"


def is_form(request: HttpRequest) -> bool:
    """Was this a form with text that must not be lost?"""
    return request.method == "POST" and _name(request) in FORMS


def has_text(request: HttpRequest) -> bool:
    """Was something sent that must not be lost, in whatever form?"""
    return is_form(request) or bool(_words(request))


def of(request: HttpRequest) -> str:
    """What the form sent, as one line for a hidden field; or what the sign-in page carries already."""
    if is_form(request):
        return request.POST.urlencode()
    if _name(request) in STEPS:
        return request.POST.get("typed", "")
    words = _words(request)
    return urlencode({"words": words, WRITER: request.POST.get(WRITER, "")}) if words else ""


def sends_plainly(request: HttpRequest) -> bool:
    """Does htmx ask this from inside such a form?"""
    return _name(request) in SENDERS or bool(_words(request))


def comes_from_us(request: HttpRequest) -> bool:
    """Was it sent by a page of this portal? Every browser says so on a POST."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page, with what was typed."""
    context = {"form": AuthenticationForm(request), "next": _page_of(request), "typed": of(request)}
    return render(request, "registration/login.html", context, status=401)


def go_on(request: HttpRequest) -> HttpResponse:
    """Somebody is signed in: on to their form, with what was typed."""
    page = _page_of(request)
    put(request, page, of(request))
    return HttpResponseRedirect(page)


def put(request: HttpRequest, page: str, typed: str) -> None:
    """What was typed waits for its page to be shown. When somebody else has signed in, it is gone."""
    told = QueryDict(typed)
    if told.get(WRITER) != str(request.user.pk):
        return
    if words := told.get("words"):
        messages.warning(request, f"Your session had ended, and nothing was done. You had typed: {words}")
    else:
        request.session[IN_SESSION] = {"page": page, "typed": typed}


def hold(request: HttpRequest) -> None:
    """What was typed of a new launch waits for its page to be opened again."""
    request.session[IN_SESSION] = {"page": reverse("launch_new"), "typed": request.POST.urlencode()}


def let_go(request: HttpRequest) -> None:
    """Nothing waits any more: it is saved, or came again."""
    request.session.pop(IN_SESSION, None)


def take(request: HttpRequest) -> QueryDict | None:
    """What was typed on this page and not saved, given back once."""
    waiting = request.session.get(IN_SESSION)
    if not waiting or waiting["page"] != request.path or request.method != "GET":
        return None
    del request.session[IN_SESSION]
    return QueryDict(waiting["typed"])


def _page_of(request: HttpRequest) -> str:
    """Where the form is, whether it was just sent or the sign-in page carries it."""
    if _name(request) in STEPS:
        # Only the path, and only one that no browser reads as another site.
        page = urlsplit(request.POST.get("next", "")).path
        return page if url_has_allowed_host_and_scheme(page, None) else reverse("overview")
    return request.path if is_form(request) else came_from(request)


def _words(request: HttpRequest) -> str:
    if request.method != "POST" or _name(request) in STEPS:
        return ""
    fields = (name for name in request.POST if name in WORDS or name.startswith("note_"))
    return "\n".join(filter(None, (request.POST[name].strip() for name in fields)))


def _name(request: HttpRequest) -> str:
    return (request.resolver_match.url_name or "") if request.resolver_match else ""
