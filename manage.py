#!/usr/bin/env python
"""Django's command line for the portal."""

import os
import sys


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rcsportal.settings")

    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 (after the setting above)
    from django.core.management import execute_from_command_line  # noqa: PLC0415 (after the setting above)

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        # A sentence for whoever wrote the settings; how we came here helps nobody.
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
