"""Environment in, settings out. Everything that can be configured is read here, once.

`.env.example` lists every variable with its default; docs/architecture.md says how the pieces fit.
"""

from datetime import time
from pathlib import Path

import django_stubs_ext
import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from rcsportal import __version__
from rcsportal.database_env import is_sqlite, read_database
from rcsportal.email_env import read_email
from rcsportal.kaleyra_env import read_pods, sandbox_pods
from rcsportal.logs import logging_settings

# Django's generic classes may be written with their model in brackets: `ModelAdmin[Agent]`.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = __version__

env = environ.Env()
env.read_env(env.str("ENV_FILE", default=str(BASE_DIR / ".env")))  # What the environment says wins over it.
env.ENVIRON = {name: value for name, value in env.ENVIRON.items() if value}  # Empty is as good as not said.

DEBUG = env.bool("DEBUG", default=False)

# Everything that the portal writes by itself (database, queue, sandbox state) lives in one folder, for nobody else
# on the machine to read: hashes of passwords and sessions are in it. A folder that is there keeps its rights.
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

SECRET_KEY = env.str("SECRET_KEY", default="only-for-trying-the-portal-on-this-machine" if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is not set. Make one as the README says, or try it with DEBUG=1.")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if DEBUG else [])
PORTAL_URL = env.str("PORTAL_URL", default="http://127.0.0.1:8000").rstrip("/")

# --- Kaleyra -----------------------------------------------------------------------------------
KALEYRA_PODS = read_pods(env)
# With no account at hand the sandbox is the target, and every page says so.
KALEYRA_SANDBOX = DEBUG and not KALEYRA_PODS
if KALEYRA_SANDBOX:
    KALEYRA_PODS = sandbox_pods(env)
KALEYRA_CONNECT_TIMEOUT = env.float("KALEYRA_CONNECT_TIMEOUT", default=5.0)
KALEYRA_READ_TIMEOUT = env.float("KALEYRA_READ_TIMEOUT", default=25.0)
# The whole of one call, whatever the other side does. The lease of a delivery is longer than this.
KALEYRA_TIMEOUT = env.float("KALEYRA_TIMEOUT", default=30.0)
KALEYRA_PATH_FORM = env.str("KALEYRA_PATH_FORM", default="auto")
# What we write into `region` (docs/kaleyra.md, reading 2): id, region_name or display_name.
KALEYRA_LAUNCH_REGION = env.str("KALEYRA_LAUNCH_REGION", default="id")
KALEYRA_CARRIER_REGION = env.str("KALEYRA_CARRIER_REGION", default="display_name")
# How many launches are asked for at once.
KALEYRA_PARALLEL = env.int("KALEYRA_PARALLEL", default=64)

# --- House rules -------------------------------------------------------------------------------
# May somebody approve what they submitted themselves? Four eyes unless this is set.
LAUNCH_SELF_APPROVAL = env.bool("LAUNCH_SELF_APPROVAL", default=False)
# Must whoever approves sign in with a second factor? Everybody may.
APPROVERS_NEED_SECOND_FACTOR = env.bool("APPROVERS_NEED_SECOND_FACTOR", default=False)

# Days until it is removed (launches/services/retention.py); 0 keeps it for ever.
KEEP_EXCHANGES_DAYS = env.int("KEEP_EXCHANGES_DAYS", default=90)  # what was sent and received, word by word
KEEP_SIGN_INS_DAYS = env.int("KEEP_SIGN_INS_DAYS", default=180)  # who tried to sign in, from which address
KEEP_DRAFTS_DAYS = env.int("KEEP_DRAFTS_DAYS", default=365)  # what was typed and never sent
KEEP_NOTICES_DAYS = env.int("KEEP_NOTICES_DAYS", default=365)  # who was told what, here and by e-mail
KEEP_NAMES_DAYS = env.int("KEEP_NAMES_DAYS", default=730)  # the names of people who have left

# --- The parts ---------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "axes",
    "csp",
    "django_htmx",
    "huey.contrib.djhuey",
    "rcsportal.apps.PortalConfig",
    "launches",
]
MIDDLEWARE = [
    # Outside of whatever may answer by itself: the way to HTTPS, or that a name is not ours.
    "launches.middleware.OnlyOursMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "launches.middleware.NoStoreMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # Pads at random, so that lengths give no token away.
    "launches.middleware.OwnErrorsMiddleware",
    "launches.middleware.KnownMethodsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "launches.middleware.StorableMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "launches.middleware.SignInAgainMiddleware",
    "launches.middleware.SessionLimitsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "launches.middleware.NoEmptyPageMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "rcsportal.urls"
WSGI_APPLICATION = "rcsportal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["rcsportal.loading.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "launches.context.portal",
            ],
        },
    },
]

# --- Database ----------------------------------------------------------------------------------
DATABASES = {"default": read_database(env, folder=VAR_DIR)}
# Beside the database, not in it: it tells a restored backup from the database that we sent from.
EPOCH_FILE = Path(env.str("EPOCH_FILE", default=str(VAR_DIR / "epoch")))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Task engine (docs/decisions/0001) ---------------------------------------------------------
# Rows are the truth, the engine only wakes somebody up: results are not kept.
_consumer = {
    "workers": env.int("WORKER_THREADS", default=4),
    "graceful_signal": "TERM",
    "check_worker_health": True,
}
# A task that takes so many seconds is stuck: the worker begins anew (launches/watchdog.py).
WORKER_STUCK_AFTER = env.float("WORKER_STUCK_AFTER", default=300.0)
HUEY: dict[str, object] = {"name": "rcsportal", "results": False, "immediate": False, "consumer": _consumer}
_huey_url = env.str("HUEY_URL", default="")
if _huey_url:
    HUEY |= {"huey_class": "huey.PriorityRedisHuey", "connection": {"url": _huey_url}}
elif is_sqlite(DATABASES["default"]):
    HUEY |= {"huey_class": "huey.SqliteHuey", "connection": {"filename": str(VAR_DIR / "queue.sqlite3")}}
else:
    HUEY |= {
        "huey_class": "huey.PostgresHuey",
        "connection": {"dsn": env.str("DATABASE_URL"), "create_tables": False},
    }
    # Its tables are made by migrate (launches/apps.py): nothing connects only because the portal is imported.

# --- People and sessions -----------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "launches.backend.PersonBackend",
    "launches.backend.CodeBackend",
]
PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("Argon2", "PBKDF2")]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "launches.house_words.HouseWordsValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "overview"
LOGOUT_REDIRECT_URL = "sign_in"
# Throttled per account and address, in the database, so that every process counts together.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "registration/locked_out.html"
AXES_VERBOSE = False
AXES_HANDLER = "launches.throttle.SignInHandler"
AXES_ENABLE_ACCESS_FAILURE_LOG = True  # What the limit per address counts; `manage.py purge` empties it.
AXES_CLIENT_IP_CALLABLE = "launches.throttle.address_of"
CLIENT_ADDRESS_HEADER = env.str("CLIENT_ADDRESS_HEADER", default="")
# A session ends so long after signing in, whatever is done with it, and so long after the last thing a person did.
SESSION_COOKIE_AGE = 8 * 60 * 60
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60  # Of a link to set a password with (services/passwords.py).
SESSION_IDLE_AGE = 60 * env.int("SESSION_IDLE_MINUTES", default=60)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# What cannot be undone asks for the password again after so many minutes; 0 never asks.
FRESH_SIGN_IN_MINUTES = env.int("FRESH_SIGN_IN_MINUTES", default=15)
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True  # htmx sends the token as a header, from the page.

# --- Transport ---------------------------------------------------------------------------------
# HTTPS is demanded unless DEBUG. A portal behind a proxy names the header that the proxy sets.
if not DEBUG:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # Load balancers ask over plain HTTP.
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 60 * 60)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
_proxy_header = env.str("SECURE_PROXY_SSL_HEADER", default="")
if _proxy_header:
    SECURE_PROXY_SSL_HEADER = (f"HTTP_{_proxy_header.upper().replace('-', '_')}", "https")
CSRF_FAILURE_VIEW = "launches.views.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SECURE_REFERRER_POLICY = "same-origin"
DEFAULT_EXCEPTION_REPORTER_FILTER = "launches.views.breakdown.SettingsInBrief"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS: list[str] = []  # Nothing takes a file: none reaches the disk, however large.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000  # The admin's bulk actions send one field a row.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    },
}

# --- Static files ------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False  # Fonts and scripts of ours are for our own pages.
_static_storage = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if DEBUG
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _static_storage},
}

# --- Words and times ---------------------------------------------------------------------------
LANGUAGE_CODE = "en"
USE_I18N = False
USE_TZ = True
FORMAT_MODULE_PATH = "rcsportal.formats"
TIME_ZONE = env.str("TIME_ZONE", default="UTC")

# --- E-mail: sent by the worker alone ----------------------------------------------------------
_email = read_email(env, portal_url=PORTAL_URL, folder=VAR_DIR / "mail", is_trying=DEBUG)
globals().update(_email)  # Django's own names, and two of ours:
SENDS_EMAIL: bool = _email["SENDS_EMAIL"]
DIGEST_AT: time = _email["DIGEST_AT"]

# --- Logs: to stderr, secrets taken out --------------------------------------------------------
LOGGING = logging_settings(
    level=env.str("LOG_LEVEL", default="INFO"),
    secrets=[
        SECRET_KEY,
        _email["EMAIL_HOST_PASSWORD"],
        *(pod[name] for pod in KALEYRA_PODS.values() for name in ("api_key", "sid")),
    ],
)
