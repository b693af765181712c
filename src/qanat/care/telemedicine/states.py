"""The lifecycle of a consultation order."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.care.telemedicine.permissions import CONCLUDE, ORDER
from qanat.foundation.lifecycle import Lifecycle, Move


class OrderState(models.TextChoices):
    """Where a consultation order stands."""

    ORDERED = "ordered", pgettext_lazy("consultation", "Ordered")
    TAKEN = "taken", pgettext_lazy("consultation", "Taken by a specialist")
    CONCLUDED = "concluded", pgettext_lazy("consultation", "Concluded")
    CANCELLED = "cancelled", pgettext_lazy("consultation", "Cancelled")


_S = OrderState
OPEN: Final = (_S.ORDERED, _S.TAKEN)

ORDER_CYCLE: Final = Lifecycle(
    name="consultation_order",
    states=OrderState,
    start=_S.ORDERED,
    moves=(
        Move("take", _("Take over"), frozenset({_S.ORDERED}), _S.TAKEN, CONCLUDE),
        Move("give_back", _("Give back"), frozenset({_S.TAKEN}), _S.ORDERED, CONCLUDE),
        Move("conclude", _("Conclude"), frozenset({_S.TAKEN}), _S.CONCLUDED, CONCLUDE),
        Move(
            "add_conclusion",
            _("Conclude again"),
            frozenset({_S.CONCLUDED}),
            _S.CONCLUDED,
            CONCLUDE,
        ),
        Move(
            "cancel",
            _("Cancel"),
            frozenset({_S.ORDERED, _S.TAKEN}),
            _S.CANCELLED,
            ORDER,
            "cancel",
        ),
    ),
)
