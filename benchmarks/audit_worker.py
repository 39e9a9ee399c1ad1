"""A lean worker around services.delivery, for the audit's processes.

Forked from a server that has imported this module, so that a killed worker is back in a moment.
"""

import os
import random
import threading
import time
from datetime import timedelta

import django

django.setup()

from django.db import connection  # noqa: E402 (only once Django is set up)
from django.db.models import Q  # noqa: E402
from django.utils import timezone  # noqa: E402

from launches.models import Submission  # noqa: E402
from launches.services import delivery  # noqa: E402
from launches.statuses import SubmissionStatus  # noqa: E402

# Nothing but time is made shorter: a lease ends this long after its call must have ended.
delivery.GRACE = timedelta(seconds=2)
THREADS = 2  # of each process, so that four processes write to SQLite as eight writers
LOOK_AHEAD = 100


def work(threads: int) -> None:
    """Deliver what is approved and sweep what is lost, until killed."""
    for _ in range(threads):
        threading.Thread(target=_deliver_for_ever, daemon=True).start()
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(random.uniform(0.5, 1.5))
        delivery.sweep()


def _deliver_for_ever() -> None:
    while True:
        now = timezone.now()
        waiting = Submission.objects.filter(
            Q(send_after=None) | Q(send_after__lte=now), status=SubmissionStatus.APPROVED
        )
        due = list(waiting.order_by("id").values_list("pk", flat=True)[:LOOK_AHEAD])
        if not due:
            time.sleep(0.2)
        # In any order, so that the workers meet at the same row now and then, and mostly do not.
        for pk in random.sample(due, min(len(due), 10)):
            _deliver(pk)


def _deliver(pk: int) -> None:
    try:
        delivery.deliver(pk)
    except Exception as problem:  # noqa: BLE001 (as the engine would: logged, and on to the next one)
        print(f"deliver({pk}): {problem!r}", flush=True)
        connection.close()
