"""The lifecycle of a commitment."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.foundation.lifecycle import Lifecycle, Move
from qanat.response.commitments.permissions import COMMIT


class ResourceKind(models.IntegerChoices):
    """What can be promised. The number is part of the key: never renumber."""

    AIRCRAFT = 1, pgettext_lazy("vehicle", "Aircraft")
    AMBULANCE = 2, _("Ambulance")
    PERSON = 3, _("Crew member")
    MODULE = 4, _("Medical module")
    BED = 5, _("Bed")
    OPERATING_ROOM = 6, _("Operating room")
    ROOM = 7, _("Room")
    MANNEQUIN = 8, _("Training mannequin")


class CommitmentState(models.TextChoices):
    """How strongly a thing is promised."""

    HELD = "held", pgettext_lazy("commitment", "Held")
    FIRM = "firm", pgettext_lazy("commitment", "Firm")
    RELEASED = "released", pgettext_lazy("commitment", "Released")
    EXPIRED = "expired", pgettext_lazy("commitment", "Expired")


_S = CommitmentState
ACTIVE: Final = (_S.HELD, _S.FIRM)

COMMITMENT: Final = Lifecycle(
    name="commitment",
    states=CommitmentState,
    start=_S.HELD,
    moves=(
        Move("confirm", _("Confirm"), frozenset({_S.HELD}), _S.FIRM, COMMIT),
        Move("release", _("Release"), frozenset({_S.HELD, _S.FIRM}), _S.RELEASED, COMMIT),
        Move("expire", _("Let expire"), frozenset({_S.HELD}), _S.EXPIRED, COMMIT),
    ),
)
