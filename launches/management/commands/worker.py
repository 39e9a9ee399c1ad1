"""The process that sends what was approved and follows what the carriers say."""

import gc
import logging
import os
import signal
import threading
from argparse import ArgumentParser

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from launches import gateway, tasks, watchdog
from launches.services import schema

log = logging.getLogger(__name__)

COLLECT_AFTER = 10_000  # new objects between two runs of Python's garbage collector


class Command(BaseCommand):
    """Run the task engine's consumer until SIGTERM or SIGINT, which let the call in hand finish."""

    help = "Send what was approved and follow what the carriers say, until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--threads", type=int, default=None, help="tasks at once (WORKER_THREADS)")

    def execute(self, *args: object, **options: object) -> str | None:
        """Before anything starts a thread."""
        stop_gracefully_on_ctrl_c()
        return super().execute(*args, **options)

    def handle(self, *args: object, threads: int | None, **options: object) -> None:
        refuse_unmigrated_database()
        # A delivery in hand ends within its lease; nothing longer is worth waiting for.
        watchdog.start(stuck_after=settings.WORKER_STUCK_AFTER, grace=settings.KALEYRA_TIMEOUT + 5)
        tasks.begin()
        log.info(
            "A worker of version %s runs, for pod %s", settings.VERSION, " and ".join(gateway.offered_pods())
        )
        # Imported modules stay for good: scanning them each time was half of the cost of garbage collection.
        gc.freeze()
        # Hundreds of answers come and go at any time, and are freed without the collector: it need not run often.
        gc.set_threshold(COLLECT_AFTER)
        call_command("run_huey", **({"workers": threads} if threads else {}))


def refuse_unmigrated_database() -> None:
    """Raises CommandError unless every migration of this version has run: an old schema must send nothing."""
    schema.known()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError("The database is not migrated to this version. Run: manage.py migrate")


def stop_gracefully_on_ctrl_c() -> None:
    """SIGINT means the same as SIGTERM from here on; huey knows one graceful signal, and the other cuts calls off."""
    # Threads that are started later inherit this.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    threading.Thread(target=_pass_on_ctrl_c, daemon=True).start()


def _pass_on_ctrl_c() -> None:
    while signal.sigwait({signal.SIGINT}):
        os.kill(os.getpid(), signal.SIGTERM)
