"""Words of the watch over critical patients, and the lives of its records."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.care.critical.permissions import COUNCIL, END, MOVE, ROUND
from qanat.foundation.lifecycle import Lifecycle, Move


class Profile(models.TextChoices):
    """By whom of the centre a patient is seen."""

    OBSTETRIC = "obstetric", pgettext_lazy("profile", "Obstetric")
    NEONATAL = "neonatal", pgettext_lazy("profile", "Neonatal")
    PAEDIATRIC = "paediatric", pgettext_lazy("profile", "Paediatric")
    BURNS = "burns", pgettext_lazy("profile", "Burns")
    TRAUMA = "trauma", pgettext_lazy("profile", "Trauma")
    NEURO = "neuro", pgettext_lazy("profile", "Neurological")
    CARDIAC = "cardiac", pgettext_lazy("profile", "Cardiac")
    GENERAL = "general", pgettext_lazy("profile", "General intensive care")


SPECIALTIES: Final[dict[Profile, tuple[str, ...]]] = {
    Profile.OBSTETRIC: ("obstetrics", "intensive_care"),
    Profile.NEONATAL: ("neonatology", "paediatric_intensive_care"),
    Profile.PAEDIATRIC: ("paediatric_intensive_care", "paediatrics", "paediatric_surgery"),
    Profile.BURNS: ("burns", "intensive_care"),
    Profile.TRAUMA: ("traumatology", "surgery", "neurosurgery", "intensive_care"),
    Profile.NEURO: ("neurology", "neurosurgery", "intensive_care"),
    Profile.CARDIAC: (
        "cardiology", "interventional_cardiology", "cardiac_surgery", "intensive_care",
    ),
    Profile.GENERAL: (
        "intensive_care", "internal_medicine", "surgery", "toxicology", "infectious",
        "pulmonology", "nephrology", "haematology",
    ),
}  # fmt: skip
"""Specialties whose physicians make the rounds of a profile; the first one leads it."""


def profiles_of(specialties: frozenset[str]) -> tuple[Profile, ...]:
    """Return the profiles whose rounds some specialties make."""
    return tuple(one for one, wanted in SPECIALTIES.items() if specialties & set(wanted))


class Condition(models.IntegerChoices):
    """How ill a patient is, mildest first."""

    MODERATE = 1, pgettext_lazy("condition", "Moderate")
    SERIOUS = 2, pgettext_lazy("condition", "Serious")
    GRAVE = 3, pgettext_lazy("condition", "Grave")
    TERMINAL = 4, pgettext_lazy("condition", "Terminal")


class LifeSupport(models.TextChoices):
    """What keeps a patient alive."""

    OXYGEN = "oxygen", pgettext_lazy("support", "Oxygen")
    MASK = "mask", pgettext_lazy("support", "Non-invasive ventilation")
    VENTILATION = "ventilation", pgettext_lazy("support", "Mechanical ventilation")
    VASOPRESSORS = "vasopressors", pgettext_lazy("support", "Vasopressors")
    DIALYSIS = "dialysis", pgettext_lazy("support", "Dialysis")
    ECMO = "ecmo", pgettext_lazy("support", "ECMO")
    TRANSFUSION = "transfusion", pgettext_lazy("support", "Transfusion")
    SEDATION = "sedation", pgettext_lazy("support", "Sedation")


class Why(models.TextChoices):
    """Why findings count as worse than those before."""

    SCORE = "score", pgettext_lazy("worse", "the score rises")
    LEVEL = "level", pgettext_lazy("worse", "the score asks for help at once")
    ORGANS = "organs", pgettext_lazy("worse", "organs fail")
    CONDITION = "condition", pgettext_lazy("worse", "the condition is worse")
    SUPPORT = "support", pgettext_lazy("worse", "more support is needed")


class Outcome(models.TextChoices):
    """What became of a patient when the watch ended."""

    IMPROVED = "improved", pgettext_lazy("outcome", "Improved, out of danger")
    TRANSFERRED = "transferred", pgettext_lazy("outcome", "Transferred to another hospital")
    DISCHARGED = "discharged", pgettext_lazy("outcome", "Discharged home")
    DIED = "died", pgettext_lazy("outcome", "Died")
    REFUSED = "refused", pgettext_lazy("outcome", "Treatment refused")
    MISTAKE = "mistake", pgettext_lazy("outcome", "Included by mistake")
    JOINED = "joined", pgettext_lazy("outcome", "Goes on under another number")
    """Two records were of one person: not chosen by people."""


CHOSEN: Final = tuple(one for one in Outcome if one != Outcome.JOINED)
"""What a person may say became of a patient."""


class WatchState(models.TextChoices):
    """Where the watch over a patient stands."""

    WATCHED = "watched", pgettext_lazy("watch", "Watched")
    MOVING = "moving", pgettext_lazy("watch", "To be moved")
    ENDED = "ended", pgettext_lazy("watch", "Ended")


class RoundState(models.TextChoices):
    """Where a round stands."""

    TAKEN = "taken", pgettext_lazy("round", "Taken")
    CONCLUDED = "concluded", pgettext_lazy("round", "Concluded")
    GIVEN_BACK = "given_back", pgettext_lazy("round", "Given back")


class CouncilState(models.TextChoices):
    """Where a council stands."""

    CALLED = "called", pgettext_lazy("council", "Called")
    CONCLUDED = "concluded", pgettext_lazy("council", "Concluded")
    CANCELLED = "cancelled", pgettext_lazy("council", "Cancelled")


OPEN: Final = (WatchState.WATCHED, WatchState.MOVING)

WATCH: Final = Lifecycle(
    name="critical_watch",
    states=WatchState,
    start=WatchState.WATCHED,
    moves=(
        Move(
            "move",
            _("Move the patient"),
            frozenset({WatchState.WATCHED}),
            WatchState.MOVING,
            MOVE,
            done=pgettext_lazy("history", "Asked to move the patient"),
        ),
        Move(
            "stay",
            _("The patient stays"),
            frozenset({WatchState.MOVING}),
            WatchState.WATCHED,
            MOVE,
            done=pgettext_lazy("history", "The patient stays"),
        ),
        Move("end", _("Discharge from the watch"), frozenset(OPEN), WatchState.ENDED, END),
        Move(
            "correct",
            _("Correct the outcome"),
            frozenset({WatchState.ENDED}),
            WatchState.ENDED,
            END,
            done=pgettext_lazy("history", "The outcome was corrected"),
        ),
        Move(
            "take_back",
            _("Take the discharge back"),
            frozenset({WatchState.ENDED}),
            WatchState.WATCHED,
            END,
            done=pgettext_lazy("history", "The discharge was taken back"),
        ),
    ),
)

ROUND_CYCLE: Final = Lifecycle(
    name="critical_round",
    states=RoundState,
    start=RoundState.TAKEN,
    moves=(
        Move("conclude", _("Conclude"), frozenset({RoundState.TAKEN}), RoundState.CONCLUDED, ROUND),
        Move(
            "give_back", _("Give back"), frozenset({RoundState.TAKEN}), RoundState.GIVEN_BACK, ROUND
        ),
    ),
)

COUNCIL_CYCLE: Final = Lifecycle(
    name="critical_council",
    states=CouncilState,
    start=CouncilState.CALLED,
    moves=(
        Move(
            "conclude",
            _("Conclude"),
            frozenset({CouncilState.CALLED}),
            CouncilState.CONCLUDED,
            ROUND,
        ),
        Move(
            "cancel",
            pgettext_lazy("move", "Cancel"),
            frozenset({CouncilState.CALLED}),
            CouncilState.CANCELLED,
            COUNCIL,
            "cancel_order",
        ),
    ),
)
