"""The portal's settings for the audit: an engine that loses every wake-up, because rows must be enough."""

from rcsportal.settings import *  # noqa: F403
from rcsportal.settings import HUEY

HUEY = {**HUEY, "huey_class": "huey.BlackHoleHuey", "connection": {}}
