"""The review queue: which submissions are listed, and what preflight finds about each of them."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from launches.admin import review_page
from launches.admin.readonly import TypedAdmin
from launches.models import Submission
from launches.services import checks
from launches.statuses import SubmissionStatus


class StatusFilter(admin.SimpleListFilter):
    """Those in review unless somebody asks for others."""

    title = "status"
    parameter_name = "status"
    everything = "all"

    def lookups(self, request: HttpRequest, model_admin: TypedAdmin[Submission]) -> list[tuple[str, str]]:
        """Each status with how many there are, in one query."""
        counted = Submission.objects.order_by().values_list("status").annotate(Count("pk"))
        numbers: dict[str, int] = dict(counted)
        return [
            *((status, f"{status.label} ({numbers.get(status, 0)})") for status in SubmissionStatus),
            (self.everything, f"All ({sum(numbers.values())})"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Submission]) -> QuerySet[Submission]:
        """The submissions in that status."""
        wanted = self.value() or SubmissionStatus.IN_REVIEW
        return queryset if wanted == self.everything else queryset.filter(status=wanted)

    def choices(self, changelist: ChangeList) -> Any:
        """Without Django's own "All": what is shown without asking is the queue."""
        wanted = self.value() or SubmissionStatus.IN_REVIEW
        for value, words in self.lookup_choices:
            is_queue = value == SubmissionStatus.IN_REVIEW
            query = {} if is_queue else {self.parameter_name: value}
            gone = [self.parameter_name] if is_queue else []
            address = changelist.get_query_string(query, gone)
            yield {"selected": value == wanted, "query_string": address, "display": words}


class Queue(ChangeList):
    """The rows of one page, each with what preflight finds."""

    def get_results(self, request: HttpRequest) -> None:
        """As Django does it, with the findings of all rows in the same few queries."""
        super().get_results(request)
        rows: list[Any] = list(self.result_list)
        found = checks.check_all(rows)
        for row in rows:
            row.found = review_page.count_levels(found[row.pk])
        self.result_list = rows
