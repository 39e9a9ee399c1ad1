"""What a list is narrowed by. A filter that makes no sense is left out: an address is never an error."""

from contextlib import suppress
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict

from launches.models.agent import PODS
from launches.statuses import CarrierState, LaunchState, Source
from launches.written import LARGEST


class Filter(forms.Form):
    """Fields of which only the sound answers count."""

    @classmethod
    def wanted_in(cls, given: QueryDict) -> dict[str, Any]:
        """Each given and sound answer by its name. No form is made for it: that would ask every field."""
        wanted = {}
        for name, field in cls.base_fields.items():
            if name in given:
                with suppress(ValidationError):
                    wanted[name] = field.clean(given[name])
        return {name: value for name, value in wanted.items() if value not in ("", None, False)}


AGES = [
    ("new", "Started this week"),
    ("week", "In its state for a week or more"),
    ("month", "In its state for a month or more"),
]


class LaunchFilter(Filter):
    """What the list of launches is narrowed by."""

    q = forms.CharField(max_length=200, required=False)
    state = forms.ChoiceField(choices=LaunchState.choices, required=False)
    agent = forms.IntegerField(min_value=1, max_value=LARGEST, required=False)
    pod = forms.ChoiceField(choices=PODS, required=False)
    by = forms.IntegerField(min_value=1, max_value=LARGEST, required=False)
    age = forms.ChoiceField(choices=AGES, required=False)
    carrier = forms.CharField(max_length=120, required=False)
    archived = forms.BooleanField(required=False)
    before = forms.IntegerField(min_value=1, max_value=LARGEST, required=False)


class CarrierFilter(Filter):
    """What the catalogue is narrowed by."""

    q = forms.CharField(max_length=200, required=False)
    pod = forms.ChoiceField(choices=PODS, required=False)
    hosting = forms.CharField(max_length=60, required=False)
    managed = forms.CharField(max_length=40, required=False)
    offered = forms.ChoiceField(choices=[("yes", "Offered"), ("no", "Not offered")], required=False)
    all = forms.BooleanField(required=False)


class MatrixFilter(Filter):
    """What the matrix is narrowed by."""

    q = forms.CharField(max_length=200, required=False)
    pod = forms.ChoiceField(choices=PODS, required=False)
    country = forms.CharField(max_length=120, required=False)
    state = forms.ChoiceField(choices=CarrierState.choices, required=False)
    trouble = forms.BooleanField(required=False)
    after = forms.IntegerField(min_value=1, max_value=LARGEST, required=False)


# The calendar ends, and a day after its last cannot be counted.
IN_OUR_TIME = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2200, 1, 1))]
KINDS = [
    ("submission", "Submissions"),
    ("launch_region", "What carriers say"),
    ("launch", "Launches as a whole"),
    ("carrier_region", "The catalogue"),
]


class ActivityFilter(Filter):
    """What the activity is narrowed by."""

    by = forms.IntegerField(min_value=1, max_value=LARGEST, required=False)
    source = forms.ChoiceField(choices=Source.choices, required=False)
    kind = forms.ChoiceField(choices=KINDS, required=False)
    agent = forms.IntegerField(min_value=1, max_value=LARGEST, required=False)
    launch = forms.CharField(max_length=120, required=False)
    carrier = forms.CharField(max_length=200, required=False)
    since = forms.DateField(required=False, validators=IN_OUR_TIME)
    until = forms.DateField(required=False, validators=IN_OUR_TIME)
    before = forms.IntegerField(min_value=1, max_value=LARGEST, required=False)


PERIODS = [("quarter", "Last 3 months"), ("year", "Last 12 months"), ("all", "Since the beginning")]


class InsightsFilter(Filter):
    """What the insights are about."""

    period = forms.ChoiceField(choices=PERIODS, required=False)
    pod = forms.ChoiceField(choices=PODS, required=False)
