"""States and lists of access control."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.foundation.access.permissions import REVIEW_GLASS
from qanat.foundation.lifecycle import Lifecycle, Move


class AccountKind(models.TextChoices):
    """Who stands behind an account."""

    PERSON = "person", pgettext_lazy("account", "Person")
    SYSTEM = "system", pgettext_lazy("account", "Another system")


class GlassReason(models.TextChoices):
    """Why a record outside one's scope had to be opened."""

    LIFE = "life", _("Danger to life, no time to ask")
    UNKNOWN = "unknown", _("Unknown patient is being identified")
    TRANSFER = "transfer", _("Patient is being transferred to us")
    STAND_IN = "stand_in", _("Standing in for an absent colleague")
    OTHER = "other", pgettext_lazy("reason", "Other (say why)")


class GlassState(models.TextChoices):
    """How far the review of an emergency access has come."""

    UNREVIEWED = "unreviewed", _("Waits for review")
    JUSTIFIED = "justified", _("Justified")
    UNJUSTIFIED = "unjustified", _("Not justified")


GLASS: Final = Lifecycle(
    name="glass",
    states=GlassState,
    start=GlassState.UNREVIEWED,
    moves=(
        Move(
            "justify",
            pgettext_lazy("verdict", "Justified"),
            frozenset({GlassState.UNREVIEWED}),
            GlassState.JUSTIFIED,
            REVIEW_GLASS,
        ),
        Move(
            "object",
            pgettext_lazy("verdict", "Not justified"),
            frozenset({GlassState.UNREVIEWED}),
            GlassState.UNJUSTIFIED,
            REVIEW_GLASS,
        ),
    ),
)
