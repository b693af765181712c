"""The lifecycle of an ambulance call (103)."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.foundation.lifecycle import Lifecycle, Move
from qanat.response.dispatch.permissions import CALLS


class CallState(models.TextChoices):
    """Where an ambulance call stands."""

    RECEIVED = "received", pgettext_lazy("call", "Received")
    ASSIGNED = "assigned", pgettext_lazy("call", "Crew notified")
    EN_ROUTE = "en_route", pgettext_lazy("call", "Crew on the way")
    ON_SCENE = "on_scene", pgettext_lazy("call", "With the patient")
    TRANSPORTING = "transporting", pgettext_lazy("call", "On the way to hospital")
    AT_HOSPITAL = "at_hospital", pgettext_lazy("call", "At the hospital")
    COMPLETED = "completed", pgettext_lazy("call", "Completed")
    HANDED_TO_POLYCLINIC = "handed_to_polyclinic", pgettext_lazy("call", "Given to the polyclinic")
    CANCELLED = "cancelled", pgettext_lazy("call", "Cancelled")


_S = CallState
_BEFORE_ARRIVAL = frozenset({_S.RECEIVED, _S.ASSIGNED, _S.EN_ROUTE})

CALL: Final = Lifecycle(
    name="call",
    states=CallState,
    start=_S.RECEIVED,
    moves=(
        Move("assign", _("Notify a crew"), frozenset({_S.RECEIVED}), _S.ASSIGNED, CALLS),
        Move("set_out", _("Crew on the way"), frozenset({_S.ASSIGNED}), _S.EN_ROUTE, CALLS),
        Move("reach", _("At the patient"), frozenset({_S.EN_ROUTE}), _S.ON_SCENE, CALLS),
        Move("carry", _("To hospital"), frozenset({_S.ON_SCENE}), _S.TRANSPORTING, CALLS),
        Move("arrive", _("At the hospital"), frozenset({_S.TRANSPORTING}), _S.AT_HOSPITAL, CALLS),
        Move(
            "complete",
            _("Complete"),
            frozenset({_S.ON_SCENE, _S.AT_HOSPITAL}),
            _S.COMPLETED,
            CALLS,
        ),
        Move(
            "give_to_polyclinic",
            _("Give to the polyclinic"),
            frozenset({_S.RECEIVED}),
            _S.HANDED_TO_POLYCLINIC,
            CALLS,
        ),
        Move(
            "unassign",
            _("Take the crew back"),
            frozenset({_S.ASSIGNED, _S.EN_ROUTE}),
            _S.RECEIVED,
            CALLS,
            "recall",
            done=pgettext_lazy("history", "Crew taken back"),
        ),
        Move(
            "cancel",
            pgettext_lazy("move", "Cancel"),
            _BEFORE_ARRIVAL,
            _S.CANCELLED,
            CALLS,
            "cancel",
        ),
    ),
)
