"""Exchanges added by the hundred come back as they were, whatever they hold."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from launches.models import ApiCall
from tests.factories import make_launch

pytestmark = pytest.mark.django_db

ODD = ["", "\\N", "\\.", 'a\tb\nc\r"d"\\', "ünïcödé \U0001f341", "{'a': null}", "%s"]


def row(launch, text):
    return {
        "request_id": uuid4().hex,
        "launch_id": launch.pk,
        "endpoint": "launch_status",
        "pod": "NA",
        "method": "GET",
        "url": text,
        "request_headers": {"name": text},
        "request_body": text,
        "http_status": None,
        "code": text,
        "response_headers": {},
        "response_body": text,
        "is_truncated": False,
        "is_connected": True,
        "verdict": "ok",
        "problem": text,
        "started_at": datetime(2026, 11, 21, 12, 0, 0, 123456, UTC),
        "duration_ms": 7,
    }


def test_it_keeps_each_row_as_it_is(mona):
    launch = make_launch(mona)
    rows = [row(launch, text) for text in ODD]

    ApiCall.objects.add_all(rows)

    kept = list(ApiCall.objects.order_by("id").values(*rows[0]))
    assert [each | {"request_id": each["request_id"].hex} for each in kept] == rows


def test_it_adds_nothing_when_there_is_nothing():
    ApiCall.objects.add_all([])

    assert ApiCall.objects.count() == 0
