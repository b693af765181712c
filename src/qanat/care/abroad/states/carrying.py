"""The lives of what carries a decision out: journeys, longer stays, money of others."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.care.abroad.permissions import CARRY, FUND
from qanat.foundation.lifecycle import Lifecycle, Move


class Way(models.TextChoices):
    """Where a journey leads."""

    OUT = "out", pgettext_lazy("journey", "To the clinic")
    BACK = "back", pgettext_lazy("journey", "Home")
    REPATRIATION = "repatriation", pgettext_lazy("journey", "Bringing home who died abroad")


class Means(models.TextChoices):
    """How somebody travels."""

    TICKETS = "tickets", pgettext_lazy("journey", "With tickets")
    FLIGHT = "flight", pgettext_lazy("journey", "By a medical flight")


class Visa(models.TextChoices):
    """Whether the country lets the patient in."""

    NEEDED = "needed", pgettext_lazy("visa", "Not applied for yet")
    APPLIED = "applied", pgettext_lazy("visa", "Applied for")
    GRANTED = "granted", pgettext_lazy("visa", "Granted")
    FREE = "free", pgettext_lazy("visa", "Not needed")


class Risk(models.TextChoices):
    """What a physician holds of the way."""

    UNKNOWN = "unknown", pgettext_lazy("transport risk", "Not assessed yet")
    LOW = "low", pgettext_lazy("transport risk", "Low")
    RAISED = "raised", pgettext_lazy("transport risk", "Raised: somebody comes along")
    HIGH = "high", pgettext_lazy("transport risk", "High: by a medical flight only")


class JourneyState(models.TextChoices):
    """Where a journey stands."""

    PLANNED = "planned", pgettext_lazy("journey", "Planned")
    DEPARTED = "departed", pgettext_lazy("journey", "Under way")
    ARRIVED = "arrived", pgettext_lazy("journey", "Arrived")
    TURNED = "turned", pgettext_lazy("journey", "Turned back")
    CANCELLED = "cancelled", pgettext_lazy("journey", "Cancelled")


class Result(models.TextChoices):
    """What became of a patient."""

    RECOVERED = "recovered", pgettext_lazy("result", "Recovered")
    IMPROVED = "improved", pgettext_lazy("result", "Improved")
    UNCHANGED = "unchanged", pgettext_lazy("result", "Unchanged")
    WORSE = "worse", pgettext_lazy("result", "Worse")
    DIED = "died", pgettext_lazy("result", "Died")
    UNTREATED = "untreated", pgettext_lazy("result", "Came back untreated")
    LOST = "lost", pgettext_lazy("result", "Could not be reached")


OF_STAY: Final = tuple(one for one in Result if one not in (Result.LOST, Result.DIED))
"""What a treatment may come to; a death is told as such."""
OF_FOLLOW_UP: Final = tuple(one for one in Result if one != Result.UNTREATED)
MONTHS: Final = (1, 3, 6, 12)
"""After so many months at home a patient is seen."""


class ExtensionState(models.TextChoices):
    """Where the wish to pay more or stay longer stands."""

    ASKED = "asked", pgettext_lazy("extension", "Before the commission")
    GRANTED = "granted", pgettext_lazy("extension", "Granted")
    REFUSED = "refused", pgettext_lazy("extension", "Refused")


class Teller(models.TextChoices):
    """From whom it is known that others pay too."""

    APPLICANT = "applicant", pgettext_lazy("money of others", "The applicant")
    DEPARTMENT = "department", pgettext_lazy("money of others", "The health department")
    CLINIC = "clinic", pgettext_lazy("money of others", "The clinic")
    FOUND = "found", pgettext_lazy("money of others", "Found by the working body")


class GiftState(models.TextChoices):
    """Where money of others for the same treatment stands."""

    TOLD = "told", pgettext_lazy("money of others", "Payments stopped")
    DEDUCTED = "deducted", pgettext_lazy("money of others", "Deducted")
    DISMISSED = "dismissed", pgettext_lazy("money of others", "Not for this treatment")


_J, _E, _G = JourneyState, ExtensionState, GiftState
HOMEWARD: Final = (Way.BACK, Way.REPATRIATION)
UNDER_WAY: Final = (_J.PLANNED, _J.DEPARTED)

JOURNEY: Final = Lifecycle(
    name="abroad_journey",
    states=JourneyState,
    start=_J.PLANNED,
    moves=(
        Move("depart", _("Has departed"), frozenset({_J.PLANNED}), _J.DEPARTED, CARRY),
        Move("arrive", _("Has arrived"), frozenset({_J.DEPARTED}), _J.ARRIVED, CARRY),
        Move(
            "turn_back",
            _("Has turned back"),
            frozenset({_J.DEPARTED}),
            _J.TURNED,
            CARRY,
            "turn_back_journey",
        ),
        Move(
            "cancel",
            _("Cancel the journey"),
            frozenset({_J.PLANNED}),
            _J.CANCELLED,
            CARRY,
            "cancel_abroad_journey",
        ),
    ),
)

EXTENSION: Final = Lifecycle(
    name="abroad_extension",
    states=ExtensionState,
    start=_E.ASKED,
    moves=(
        Move("grant", pgettext_lazy("move", "Grant"), frozenset({_E.ASKED}), _E.GRANTED, FUND),
        Move(
            "refuse",
            pgettext_lazy("move", "Refuse"),
            frozenset({_E.ASKED}),
            _E.REFUSED,
            FUND,
            "refuse_abroad_extension",
        ),
    ),
)

GIFT: Final = Lifecycle(
    name="abroad_gift",
    states=GiftState,
    start=_G.TOLD,
    moves=(
        Move("deduct", _("Deduct it"), frozenset({_G.TOLD}), _G.DEDUCTED, FUND),
        Move(
            "dismiss",
            _("It does not concern this treatment"),
            frozenset({_G.TOLD}),
            _G.DISMISSED,
            FUND,
            "dismiss_abroad_gift",
        ),
    ),
)
