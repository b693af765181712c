"""The lifecycle of a mass-casualty incident, and what is known of a casualty."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.foundation.lifecycle import Lifecycle, Move
from qanat.response.crisis.permissions import DECLARE


class IncidentState(models.TextChoices):
    """Where an incident stands."""

    DECLARED = "declared", pgettext_lazy("incident", "Declared")
    ACTIVE = "active", pgettext_lazy("incident", "Active")
    STOOD_DOWN = "stood_down", pgettext_lazy("incident", "Stood down")


class IncidentKind(models.TextChoices):
    """What happened."""

    ROAD = "road", pgettext_lazy("incident", "Road accident")
    RAIL = "rail", pgettext_lazy("incident", "Railway accident")
    AIR = "air", pgettext_lazy("incident", "Aircraft accident")
    FIRE = "fire", pgettext_lazy("incident", "Fire")
    EXPLOSION = "explosion", pgettext_lazy("incident", "Explosion")
    COLLAPSE = "collapse", pgettext_lazy("incident", "Collapse of a building or a mine")
    QUAKE = "quake", pgettext_lazy("incident", "Earthquake")
    FLOOD = "flood", pgettext_lazy("incident", "Flood, mudflow or avalanche")
    CHEMICAL = "chemical", pgettext_lazy("incident", "Chemical or radiation release")
    POISONING = "poisoning", pgettext_lazy("incident", "Poisoning or outbreak")
    VIOLENCE = "violence", pgettext_lazy("incident", "Attack or crowd crush")
    OTHER = "other", pgettext_lazy("incident", "Other")


class Category(models.TextChoices):
    """The colour of a casualty's tag."""

    RED = "red", pgettext_lazy("triage", "Red: immediate")
    YELLOW = "yellow", pgettext_lazy("triage", "Yellow: delayed")
    GREEN = "green", pgettext_lazy("triage", "Green: minor")
    BLACK = "black", pgettext_lazy("triage", "Black: dead or expectant")


class CasualtySex(models.TextChoices):
    """Sex, as far as it was seen."""

    MALE = "male", pgettext_lazy("casualty", "Man or boy")
    FEMALE = "female", pgettext_lazy("casualty", "Woman or girl")
    UNKNOWN = "unknown", pgettext_lazy("casualty", "Sex not known")


class AgeBand(models.TextChoices):
    """Age, as it is seen in passing; children are sorted by JumpSTART."""

    INFANT = "infant", pgettext_lazy("casualty", "Infant")
    CHILD = "child", pgettext_lazy("casualty", "Child")
    ADULT = "adult", pgettext_lazy("casualty", "Adult")
    OLD = "old", pgettext_lazy("casualty", "Old")
    UNKNOWN = "unknown", pgettext_lazy("casualty", "Age not known")


class TriageMethod(models.TextChoices):
    """How a casualty was sorted."""

    START = "start", "START"
    JUMPSTART = "jumpstart", "JumpSTART"
    JUDGEMENT = "judgement", pgettext_lazy("triage", "Judgement of a clinician")


_S = IncidentState
RUNNING: Final = (_S.DECLARED, _S.ACTIVE)
COLOURS: Final = tuple(Category)

INCIDENT: Final = Lifecycle(
    name="incident",
    states=IncidentState,
    start=_S.DECLARED,
    moves=(
        Move("activate", _("Activate"), frozenset({_S.DECLARED}), _S.ACTIVE, DECLARE),
        Move("stand_down", _("Stand down"), frozenset(RUNNING), _S.STOOD_DOWN, DECLARE),
        Move(
            "reactivate",
            _("Activate again"),
            frozenset({_S.STOOD_DOWN}),
            _S.ACTIVE,
            DECLARE,
            done=pgettext_lazy("history", "Activated again"),
        ),
    ),
)
