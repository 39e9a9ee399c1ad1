"""A draft that was saved elsewhere while a page was open: who saved it, when, and what differs."""

from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.models import User

from launches import words
from launches.forms.difference import Difference, carriers_differences, differences
from launches.forms.launch import CarriersForm, LaunchForm
from launches.models import Launch, Submission


class Conflict(NamedTuple):
    """What somebody must know before they decide which version stays."""

    who: str
    at: datetime
    version: int  # the one that is stored now
    differences: list[Difference]


def of_launch(form: LaunchForm, launch: Launch, *, reader: User) -> Conflict:
    """The page of a draft beside the draft as it is stored now."""
    launch.refresh_from_db()
    return Conflict(_who(launch, reader), launch.updated_at, launch.version, differences(form, launch))


def of_carriers(
    form: CarriersForm, launch: Launch, submission: Submission | None, *, reader: User
) -> Conflict:
    """The carriers of a page beside those that are stored now."""
    launch.refresh_from_db()
    carriers = carriers_differences(form, submission, launch)
    differing = [field for field in carriers if field.stored != field.typed]
    return Conflict(_who(launch, reader), launch.updated_at, launch.version, differing)


def _who(launch: Launch, reader: User) -> str:
    saver = launch.saved_by
    if saver is None:
        return "Somebody"
    return "You, in another tab or on another machine," if saver == reader else words.name_of(saver)
