"""E-mail from the environment: what is sent, through whom, and what is said when it cannot be read."""

import pytest

from tests.rcsportal.test_settings import PRODUCTION, python, read, run  # noqa: F401 (fixtures)

NAMES = ("SENDS_EMAIL", "EMAIL_BACKEND", "EMAIL_HOST", "EMAIL_PORT", "EMAIL_USE_TLS", "DEFAULT_FROM_EMAIL")
BACKENDS = "django.core.mail.backends"


def test_production_sends_none_until_a_mail_server_is_named(read):  # noqa: F811
    sends, backend, *_, sender = read(*NAMES, **PRODUCTION)

    assert (sends, backend) == (False, f"{BACKENDS}.dummy.EmailBackend")
    assert sender == "RCS launches <rcsportal@portal.example.com>"


def test_it_reads_the_mail_server_from_one_address(read):  # noqa: F811
    url = "smtp+tls://robot:canary%40word@mail.example.com:587"

    said = read(*NAMES, "EMAIL_HOST_PASSWORD", **PRODUCTION, EMAIL_URL=url, EMAIL_FROM="launches@example.com")

    smtp = f"{BACKENDS}.smtp.EmailBackend"
    assert said == [True, smtp, "mail.example.com", 587, True, "launches@example.com", "canary@word"]


def test_who_only_tries_it_finds_letters_in_a_folder(read, tmp_path):  # noqa: F811
    said = read("SENDS_EMAIL", "EMAIL_BACKEND", "EMAIL_FILE_PATH", DEBUG="1")

    assert said == [True, f"{BACKENDS}.filebased.EmailBackend", str(tmp_path / "mail")]


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("DIGEST_AT", "noon", "DIGEST_AT is not a time of day such as 08:00."),
        ("EMAIL_URL", "carrier-pigeon://roof", "EMAIL_URL is not an address of a mail server"),
        ("EMAIL_URL", "smtp://host:port", "EMAIL_URL is not an address of a mail server"),
    ],
)
def test_it_refuses_what_it_cannot_read_and_names_the_variable(run, variable, value, words):  # noqa: F811
    done = run("check", **PRODUCTION, **{variable: value})

    assert done.returncode == 1
    assert words in done.stderr


def test_the_password_of_the_mail_server_reaches_no_log(run):  # noqa: F811
    code = "import django, logging; django.setup(); logging.getLogger('x').warning('it is %s', 'canary-word')"

    done = run("-c", code, **PRODUCTION, EMAIL_URL="smtp://robot:canary-word@mail.example.com")

    assert "it is [secret]" in done.stderr
    assert "canary-word" not in done.stderr
