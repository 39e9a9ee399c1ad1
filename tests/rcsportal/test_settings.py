"""Environment in, settings out: what starts, what does not, and whether the message says which variable."""

import json
import os

import pytest

from tests.ground import afresh

PRODUCTION = {
    "SECRET_KEY": "k" * 30 + "0123456789abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "portal.example.com",
    "PORTAL_URL": "https://portal.example.com",
    "KALEYRA_NA_SID": "HXNA1",
    "KALEYRA_NA_API_KEY": "canary-key-1",
}


@pytest.fixture(scope="module")
def python():
    """A Python that begins anew for each environment."""
    with afresh.waiting() as python:
        yield python


@pytest.fixture
def run(python, tmp_path):
    """Run Python, or a management command, with this environment and nothing else."""

    def start(*arguments, **environment):
        return python.run(
            *([] if arguments[0] == "-c" else ["manage.py"]),
            *arguments,
            folder=tmp_path,
            **{
                "PATH": os.environ["PATH"],
                "ENV_FILE": os.devnull,
                "VAR_DIR": str(tmp_path),
                "DJANGO_SETTINGS_MODULE": "rcsportal.settings",
                **environment,
            },
        )

    return start


@pytest.fixture
def read(run):
    """The named settings under this environment."""

    def ask(*names, **environment):
        code = (
            "import json; from django.conf import settings\n"
            f"print(json.dumps([getattr(settings, name, None) for name in {names!r}], default=str))"
        )
        done = run("-c", code, **environment)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return ask


def test_it_takes_what_is_empty_for_not_said(read, tmp_path):
    # As in a copy of .env.example of which only some lines were filled in.
    names = ("SECRET_KEY", "DATABASE_URL", "ALLOWED_HOSTS", "TIME_ZONE", "KALEYRA_PARALLEL", "EPOCH_FILE")
    asked = ("DATABASES", "ALLOWED_HOSTS", "TIME_ZONE", "KALEYRA_PARALLEL", "EPOCH_FILE")

    databases, *others = read(*asked, DEBUG="1", VAR_DIR=str(tmp_path), **dict.fromkeys(names, ""))

    assert databases["default"]["NAME"] == str(tmp_path / "portal.sqlite3")
    assert others == [["127.0.0.1", "localhost", "[::1]"], "UTC", 64, str(tmp_path / "epoch")]


def test_it_keeps_its_data_in_a_folder_of_any_name_that_nobody_else_reads(read, tmp_path):
    var = tmp_path / "Öl & 100% #1?" / "var"

    databases = read("DATABASES", DEBUG="1", VAR_DIR=str(var))[0]

    assert databases["default"]["NAME"] == str(var / "portal.sqlite3")
    assert var.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("pod", ["IN", "NA"])
@pytest.mark.parametrize(("present", "missing"), [("SID", "API_KEY"), ("API_KEY", "SID")])
def test_it_does_not_start_with_half_an_account_and_names_the_other_half(run, pod, present, missing):
    done = run("check", DEBUG="1", **{f"KALEYRA_{pod}_{present}": "canary-value"})

    assert done.returncode != 0
    assert (
        f"KALEYRA_{pod}_{present} is set but KALEYRA_{pod}_{missing} is not. Set both, or neither."
        in done.stderr
    )
    assert "canary-value" not in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("KALEYRA_NA_URL", "https://rcs-api.na.kaleyra.io/v1", "the address of pod NA must look like"),
        ("KALEYRA_NA_URL", "http://rcs-api.na.kaleyra.io", "the address of pod NA must begin with https://"),
        ("KALEYRA_NA_API_KEY", "canary\nkey", "api_key of pod NA is empty or holds a space, newline"),
        ("KALEYRA_TIMEOUT", "0", "must be greater than nothing"),
        ("REQUESTS_CA_BUNDLE", "/nowhere.pem", "the certificate bundle in the environment cannot be read"),
    ],
)
def test_it_does_not_start_with_an_account_that_cannot_be_used(run, name, value, told):
    done = run("check", **PRODUCTION | {name: value})

    assert done.returncode != 0
    assert "rcsportal.E003" in done.stderr
    assert told in done.stderr
    assert "canary" not in done.stderr


def test_it_does_not_start_without_a_secret_key(run):
    done = run("check", **{**PRODUCTION, "SECRET_KEY": ""})

    assert done.returncode != 0
    assert done.stderr == "SECRET_KEY is not set. Make one as the README says, or try it with DEBUG=1.\n"


def test_it_does_not_start_without_an_account_unless_it_is_for_trying(run):
    account = {"KALEYRA_NA_SID": "", "KALEYRA_NA_API_KEY": ""}

    refused = run("check", **{**PRODUCTION, **account})
    tried = run("check", DEBUG="1")

    assert "rcsportal.E001" in refused.stderr
    assert "KALEYRA_IN_SID" in refused.stderr
    assert (refused.returncode, tried.returncode) == (1, 0)


@pytest.mark.parametrize("name", ["KALEYRA_LAUNCH_REGION", "KALEYRA_CARRIER_REGION", "KALEYRA_PATH_FORM"])
def test_it_does_not_start_with_a_reading_that_nobody_knows(run, name):
    done = run("check", DEBUG="1", **{name: "guess"})

    assert done.returncode != 0
    assert f"{name} is not known." in done.stderr
    assert "Use one of: " in done.stderr


def test_it_is_content_in_production_with_every_check_of_django(run):
    done = run("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert done.returncode == 0, done.stderr


def test_it_offers_the_pods_that_have_an_account(read):
    pods, is_sandbox = read("KALEYRA_PODS", "KALEYRA_SANDBOX", **PRODUCTION)

    assert pods == {
        "NA": {"base_url": "https://rcs-api.na.kaleyra.io", "sid": "HXNA1", "api_key": "canary-key-1"}
    }
    assert is_sandbox is False


def test_it_plays_with_the_sandbox_only_when_trying_without_an_account(read):
    url = "http://127.0.0.1:9/"
    (tried,) = read("KALEYRA_PODS", DEBUG="1", SANDBOX_URL=url)
    (real,) = read("KALEYRA_PODS", **{**PRODUCTION, "DEBUG": "1", "SANDBOX_URL": url})

    assert {pod: account["base_url"] for pod, account in tried.items()} == {
        "IN": "http://127.0.0.1:9/in", "NA": "http://127.0.0.1:9/na",
    }  # fmt: skip
    assert list(real) == ["NA"]
    assert "127.0.0.1" not in real["NA"]["base_url"]


def test_it_keeps_acknowledged_commits_and_lets_writers_queue_on_sqlite(read):
    (databases,) = read("DATABASES", DEBUG="1")

    options = databases["default"]["OPTIONS"]
    assert (options["transaction_mode"], options["timeout"]) == ("IMMEDIATE", 20)
    assert "synchronous=FULL" in options["init_command"]
    assert "journal_mode=WAL" in options["init_command"]


@pytest.mark.parametrize(
    ("address", "is_kept"),
    [("postgres://u:p@db/portal", True), ("postgres://u:p@db/portal?server_side_binding=0", False)],
)
def test_it_keeps_plans_on_postgresql_unless_the_address_says_otherwise(read, address, is_kept):
    (databases,) = read("DATABASES", DEBUG="1", DATABASE_URL=address)

    options = databases["default"]["OPTIONS"]
    assert (options["server_side_binding"], options["prepare_threshold"]) == (is_kept, 5)
    assert options["options"] == "-c lock_timeout=20000 -c parallel_setup_cost=20000"
    assert (options["pool"]["max_size"], options["pool"]["max_lifetime"]) == (16, 24 * 60 * 60)


@pytest.mark.parametrize(
    ("environment", "engine"),
    [
        ({}, "huey.SqliteHuey"),
        ({"DATABASE_URL": "postgres://u:p@db/portal"}, "huey.PostgresHuey"),
        ({"HUEY_URL": "redis://there:6379/0"}, "huey.PriorityRedisHuey"),
        (
            {"DATABASE_URL": "postgres://u:p@db/portal", "HUEY_URL": "redis://there:6379/0"},
            "huey.PriorityRedisHuey",
        ),
    ],
)
def test_it_chooses_the_engine_by_what_is_there(read, environment, engine):
    # Which classes are chosen, without importing them: huey would connect to what is not there.
    (huey,) = read("HUEY", DEBUG="1", **environment)

    assert huey["huey_class"] == engine
    assert (huey["results"], huey["immediate"]) == (False, False)


def test_redis_needs_nothing_but_its_address():
    from huey import PriorityRedisHuey

    PriorityRedisHuey("portal", url="redis://127.0.0.1:1/0")  # refuses where the package is missing


def test_it_demands_safe_transport_in_production(read):
    names = ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SECURE_HSTS_SECONDS", "DEBUG")

    assert read(*names, **PRODUCTION) == [True, "__Host-sessionid", "__Host-csrftoken", 31536000, False]
    assert read(*names, DEBUG="1")[0] is False


def test_it_lets_the_environment_win_over_the_file(read, tmp_path):
    (tmp_path / "env").write_text("TIME_ZONE=Asia/Kolkata\nLAUNCH_SELF_APPROVAL=1\n")

    assert read("TIME_ZONE", "LAUNCH_SELF_APPROVAL", DEBUG="1", ENV_FILE=str(tmp_path / "env")) == [
        "Asia/Kolkata", True,
    ]  # fmt: skip
    assert read("TIME_ZONE", DEBUG="1", ENV_FILE=str(tmp_path / "env"), TIME_ZONE="UTC") == ["UTC"]
    assert read("LAUNCH_SELF_APPROVAL", DEBUG="1") == [False]


@pytest.mark.parametrize(("entry", "patience"), [("rcsportal.wsgi", 5.0), ("rcsportal.settings", 20.0)])
def test_it_lets_people_wait_shorter_than_the_worker(run, entry, patience):
    code = (
        f"import {entry}, django; django.setup()\n"
        "from django.conf import settings\n"
        "print(settings.DATABASES['default']['OPTIONS']['timeout'])"
    )
    done = run("-c", code, **PRODUCTION)

    assert (done.returncode, done.stdout.strip()) == (0, str(patience)), done.stderr


def test_it_needs_no_database_to_be_checked(run):
    """A database that is down must not keep the web process from starting, which says so in words then."""
    away = {"DATABASE_URL": "postgres://nobody:nothing@127.0.0.1:1/none"}

    done = run("check", **PRODUCTION, **away)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("said", "warns"),
    [
        ({}, False),
        ({"SECURE_PROXY_SSL_HEADER": "X-Forwarded-Proto"}, True),
        ({"SECURE_PROXY_SSL_HEADER": "X-Forwarded-Proto", "CLIENT_ADDRESS_HEADER": "X-Real-IP"}, False),
    ],
)
def test_it_warns_when_everybody_seems_to_come_from_the_proxy(run, said, warns):
    done = run("check", **PRODUCTION, **said)

    assert ("rcsportal.W001" in done.stderr) is warns
    assert done.returncode == 0
