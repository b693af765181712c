"""The lifecycle of a consultation order, and what a conclusion may advise."""

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


class Advice(models.TextChoices):
    """What a conclusion advises about the place of treatment."""

    STAY = "stay", pgettext_lazy("advice", "Treat where the patient is")
    ROAD = "road", pgettext_lazy("advice", "Move by road")
    FLY = "fly", pgettext_lazy("advice", "Fly")


_S = OrderState
OPEN: Final = (_S.ORDERED, _S.TAKEN)
OVER: Final = (_S.CONCLUDED, _S.CANCELLED)

ORDER_CYCLE: Final = Lifecycle(
    name="consultation_order",
    states=OrderState,
    start=_S.ORDERED,
    moves=(
        Move("take", _("Take over"), frozenset({_S.ORDERED}), _S.TAKEN, CONCLUDE),
        Move(
            "give_back",
            _("Give back"),
            frozenset({_S.TAKEN}),
            _S.ORDERED,
            CONCLUDE,
            done=pgettext_lazy("history", "Given back"),
        ),
        Move("conclude", _("Conclude"), frozenset({_S.TAKEN}), _S.CONCLUDED, CONCLUDE),
        Move(
            "add_conclusion",
            _("Conclude again"),
            frozenset({_S.CONCLUDED}),
            _S.CONCLUDED,
            CONCLUDE,
            done=pgettext_lazy("history", "Concluded again"),
        ),
        Move(
            "cancel",
            pgettext_lazy("move", "Cancel"),
            frozenset({_S.ORDERED, _S.TAKEN}),
            _S.CANCELLED,
            ORDER,
            "cancel_order",
        ),
    ),
)
