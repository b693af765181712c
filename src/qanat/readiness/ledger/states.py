"""Words of the ledger: how a published figure holds, in what it is given, what it is about."""

from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import pgettext_lazy

from qanat.foundation.refusals import Text


class Standing(models.TextChoices):
    """How a published figure holds against the records which are loaded."""

    CONFIRMED = "confirmed", pgettext_lazy("published figure", "Confirmed")
    DIFFERS = "differs", pgettext_lazy("published figure", "Differs")
    NO_RECORDS = "no_records", pgettext_lazy("published figure", "No records of the period")
    NO_COUNT = "no_count", pgettext_lazy("published figure", "Not counted yet")
    CLAIM = "claim", pgettext_lazy("published figure", "Claim")


class Arithmetic(models.TextChoices):
    """Whether the figures of a publication agree with each other."""

    HOLDS = "holds", pgettext_lazy("arithmetic", "Holds")
    BROKEN = "broken", pgettext_lazy("arithmetic", "Does not hold")
    NONE = "none", pgettext_lazy("arithmetic", "Nothing to check")


class Unit(models.TextChoices):
    """In what a figure is given."""

    NUMBER = "number", pgettext_lazy("unit of a figure", "Number")
    PERCENT = "percent", pgettext_lazy("unit of a figure", "Per cent")
    DAYS = "days", pgettext_lazy("unit of a figure", "Days")
    TEXT = "text", pgettext_lazy("unit of a figure", "Words only")


class Relation(models.TextChoices):
    """Whether a figure is exact."""

    EXACT = "exact", pgettext_lazy("published figure", "Exactly")
    MORE = "more", pgettext_lazy("published figure", "More than")


class Kind(models.TextChoices):
    """How a figure is counted from the records."""

    COUNT = "count", pgettext_lazy("measure", "Number")
    SHARE = "share", pgettext_lazy("measure", "Share of another figure")
    MEAN = "mean", pgettext_lazy("measure", "Mean: divided by another figure")
    GROWTH = "growth", pgettext_lazy("measure", "Growth from the period compared with")
    KEYS = "keys", pgettext_lazy("measure", "How many different ones")
    LEADING = "leading", pgettext_lazy("measure", "Which are the largest")


MODULES: Final[Mapping[str, Text]] = {
    "dispatch": pgettext_lazy("module", "Medical aviation"),
    "telemedicine": pgettext_lazy("module", "Telemedicine"),
    "oncology": pgettext_lazy("module", "Oncology"),
    "abroad": pgettext_lazy("module", "Treatment abroad"),
    "hospitals": pgettext_lazy("module", "Hospital capacity"),
    "training": pgettext_lazy("module", "Training"),
    "planning": pgettext_lazy("module", "Planning"),
}
"""The part of Qanat in which a figure is to be counted."""
