"""A good and a thin answer to one of the five questions: a fragment of the form, fetched when somebody unfolds it."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from launches.forms.questions import QUESTIONS
from launches.views.request import Request


@require_safe
@permission_required("launches.add_launch", raise_exception=True)
def answer_example(request: Request, field: str) -> HttpResponse:
    """The examples of one question, as a page or as a fragment of one."""
    if field not in QUESTIONS:
        raise Http404
    template = "launches/_example.html" if request.htmx else "launches/example.html"
    return render(request, template, {"question": QUESTIONS[field]})
