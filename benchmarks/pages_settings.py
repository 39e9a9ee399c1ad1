"""The portal's settings for measuring its pages: as in production, and with two addresses more to compare with."""

from rcsportal.settings import *  # noqa: F403
from rcsportal.settings import HUEY

ROOT_URLCONF = "benchmarks.pages_urls"
HUEY = {**HUEY, "huey_class": "huey.BlackHoleHuey", "connection": {}}
# As a portal that has been visited: nobody waits here for static files to be collected.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
