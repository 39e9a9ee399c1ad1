"""What reaches a log: no secret, and no record that nobody wrote."""

import io
import logging
import os
import re
import subprocess
import sys

import pytest

from rcsportal.logs import OneLine, RefusalsInBrief, WithoutSecrets

KEY = "canary-5b8497f58a94"
RECORD = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} [A-Z]+ \S+ ", re.MULTILINE)


@pytest.fixture
def log():
    """A logger that writes as the portal's does; `log.said()` is what it wrote."""
    logger, said = logging.getLogger("heart.of.a.test"), io.StringIO()
    handler = logging.StreamHandler(said)
    handler.addFilter(WithoutSecrets([KEY, "abc"]))
    handler.setFormatter(OneLine())
    logger.addHandler(handler)
    logger.propagate = False
    logger.said = said.getvalue
    yield logger
    logger.removeHandler(handler)


def fail(words):
    raise ValueError(words)


def test_it_masks_secrets_wherever_they_stand(log):
    log.warning(f"in the message {KEY}")  # noqa: G004 (somebody always does)
    log.warning("in %s and %s", f"an argument {KEY}", {"headers": {"api-key": KEY}})
    try:
        fail(f"in an exception {KEY}")
    except ValueError:
        log.exception("It broke off: %s", KEY)

    assert KEY not in log.said()
    assert log.said().count("[secret]") >= 5
    assert "in an exception [secret]" in log.said()
    assert "ValueError" in log.said()


def test_it_masks_no_ordinary_words(log):
    log.warning("abc")

    assert log.said().endswith(" abc\n")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\x1b[2K\r"])
def test_it_writes_one_line_for_each_record(log, newline):
    log.warning("name %s", f"Mona{newline}2026-11-21T12:00:00+0000 INFO launches.review Rita approved")

    assert len(log.said().splitlines()) == 1
    assert len(RECORD.findall(log.said())) == 1
    assert "\x1b" not in log.said()


def test_it_sets_tracebacks_in_so_that_no_message_in_them_passes_for_a_record(log):
    try:
        fail("No.\n2026-11-21T12:00:00+0000 INFO launches.review Rita approved\r\nForged")
    except ValueError:
        log.exception("It broke off.")

    first, *rest = log.said().splitlines()
    assert first.endswith("It broke off.")
    assert len(RECORD.findall(log.said())) == 1
    assert rest
    assert all(line.startswith("    | ") for line in rest)
    assert any("Rita approved" in line for line in rest)


@pytest.mark.parametrize(
    ("name", "level", "is_brief"),
    [
        ("django.request", logging.WARNING, True),
        ("django.request", logging.ERROR, False),
        ("django.security.DisallowedHost", logging.ERROR, True),
        ("launches.services.delivery", logging.WARNING, False),
    ],
)
def test_it_shows_how_it_came_to_an_error_of_ours_but_to_no_refusal(name, level, is_brief):
    record = logging.LogRecord(name, level, __file__, 1, "refused", None, (ValueError, ValueError(), None))

    RefusalsInBrief().filter(record)

    assert (record.exc_info is None) == is_brief


def test_it_breaks_nobody_who_logs_wrongly(log):
    log.warning("%d of %s", f"not a number {KEY}")  # noqa: PLE1206 (the mistake is the test)

    assert "%d of %s" in log.said()
    assert KEY not in log.said()


def test_it_is_what_the_portal_logs_with(settings):
    (name,) = settings.LOGGING["root"]["handlers"]
    handler = settings.LOGGING["handlers"][name]
    secrets = settings.LOGGING["filters"]["no_secrets"]["secrets"]

    assert (handler["formatter"], handler["filters"]) == ("line", ["brief", "no_secrets"])
    assert {settings.SECRET_KEY, "SANDBOX-SID", "sandbox-key"} <= set(secrets)


def test_the_portal_goes_on_when_the_disk_of_the_log_is_full(tmp_path):
    """Every write to the log fails, as it does on a full disk; the page is answered, and so is the one after."""
    code = (
        "import django, logging; django.setup()\n"
        "from django.test import Client\n"
        "logging.getLogger('portal').error('x' * 100_000)\n"
        "answers = [Client().get('/nothing/here/').status_code for _ in range(2)]\n"
        "print(answers, flush=True)"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "rcsportal.settings", "VAR_DIR": str(tmp_path)}
    with open("/dev/full", "w") as full_disk:
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={**environment, "DEBUG": "1"},
            stdout=subprocess.PIPE,
            stderr=full_disk,
            text=True,
            check=False,
        )

    assert done.stdout.strip() == "[404, 404]"
