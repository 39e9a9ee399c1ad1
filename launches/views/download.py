"""Lists as files to download."""

from collections.abc import Iterable

from django.http import StreamingHttpResponse


def csv_file(name: str, lines: Iterable[str]) -> StreamingHttpResponse:
    """A file of comma-separated values that no browser takes for a page."""
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
