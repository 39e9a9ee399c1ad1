"""The WSGI entry point, for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

# A person who waits is told after five seconds that the portal is busy; the worker has more patience.
os.environ.setdefault("DATABASE_PATIENCE", "5")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rcsportal.settings")

application = get_wsgi_application()
