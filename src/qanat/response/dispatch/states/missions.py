"""The lifecycle of a mission, by air or by road."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.foundation.lifecycle import Lifecycle, Move
from qanat.response.dispatch.permissions import COMMIT, FLY, OPERATE


class MissionState(models.TextChoices):
    """Where a mission stands."""

    PLANNED = "planned", pgettext_lazy("mission", "Waiting for the operator")
    ACCEPTED = "accepted", pgettext_lazy("mission", "Accepted by the operator")
    CREW_CALLED = "crew_called", pgettext_lazy("mission", "Crew called")
    WEATHER_HOLD = "weather_hold", pgettext_lazy("mission", "Weather hold")
    DEPARTED = "departed", pgettext_lazy("mission", "Departed")
    ON_SCENE = "on_scene", pgettext_lazy("mission", "With the patient")
    ON_BOARD = "on_board", pgettext_lazy("mission", "Patient on board")
    AT_DESTINATION = "at_destination", pgettext_lazy("mission", "At the destination")
    HANDED_OVER = "handed_over", pgettext_lazy("mission", "Handed over")
    IN_SERVICE = "in_service", pgettext_lazy("mission", "Back in service")
    REFUSED = "refused", pgettext_lazy("mission", "Refused by the operator")
    CANCELLED = "cancelled", pgettext_lazy("mission", "Cancelled before departure")
    ABORTED_ALOFT = "aborted_aloft", pgettext_lazy("mission", "Aborted, still in the air")
    ABORTED = "aborted", pgettext_lazy("mission", "Aborted")


_S = MissionState
BEFORE_DEPARTURE: Final = frozenset({_S.PLANNED, _S.ACCEPTED, _S.CREW_CALLED, _S.WEATHER_HOLD})
_SERVING = frozenset({_S.DEPARTED, _S.ON_SCENE, _S.ON_BOARD, _S.AT_DESTINATION, _S.HANDED_OVER})
UNDER_WAY: Final = _SERVING | {_S.ABORTED_ALOFT}
OVER: Final = frozenset({_S.IN_SERVICE, _S.REFUSED, _S.CANCELLED, _S.ABORTED})
NEVER_LEFT: Final = frozenset({_S.REFUSED, _S.CANCELLED})
ACTIVE: Final = BEFORE_DEPARTURE | UNDER_WAY
SERVING: Final = BEFORE_DEPARTURE | _SERVING
"""The states in which a mission is still to help its requests."""
HAS_LEFT: Final = _SERVING
"""The states in which it is on its way to help them, or has."""
_READY = frozenset({_S.ACCEPTED, _S.CREW_CALLED})

MISSION: Final = Lifecycle(
    name="mission",
    states=MissionState,
    start=_S.PLANNED,
    moves=(
        Move("accept", _("Accept"), frozenset({_S.PLANNED}), _S.ACCEPTED, OPERATE),
        Move(
            "refuse",
            _("Refuse"),
            frozenset({_S.PLANNED, _S.ACCEPTED, _S.WEATHER_HOLD}),
            _S.REFUSED,
            OPERATE,
            "operator_refusal",
        ),
        Move(
            "set_out",
            _("Set out by road"),
            frozenset({_S.PLANNED}),
            _S.CREW_CALLED,
            COMMIT,
            done=pgettext_lazy("history", "Sent by road"),
        ),
        Move(
            "ask_anew",
            _("Ask another operator"),
            frozenset({_S.ACCEPTED, _S.CREW_CALLED, _S.WEATHER_HOLD}),
            _S.PLANNED,
            COMMIT,
            done=pgettext_lazy("history", "Another operator is asked"),
        ),
        Move("call_crew", _("Crew called"), frozenset({_S.ACCEPTED}), _S.CREW_CALLED, OPERATE),
        Move(
            "hold_for_weather",
            _("Hold for weather"),
            frozenset({_S.PLANNED, _S.ACCEPTED, _S.CREW_CALLED}),
            _S.WEATHER_HOLD,
            OPERATE,
            "weather_hold",
        ),
        Move(
            "end_weather_hold",
            _("Weather allows"),
            frozenset({_S.WEATHER_HOLD}),
            _S.CREW_CALLED,
            OPERATE,
            done=pgettext_lazy("history", "Weather allowed it"),
        ),
        *(
            Move(
                name,
                _("Weather allows"),
                frozenset({_S.WEATHER_HOLD}),
                back_to,
                OPERATE,
                done=pgettext_lazy("history", "Weather allowed it"),
            )
            for name, back_to in (("resume_offer", _S.PLANNED), ("resume_answer", _S.ACCEPTED))
        ),
        Move(
            "depart",
            _("Depart"),
            _READY,
            _S.DEPARTED,
            FLY,
            done=pgettext_lazy("history", "Departed"),
        ),
        Move("reach_patient", _("At the patient"), _READY | {_S.DEPARTED}, _S.ON_SCENE, FLY),
        Move(
            "load",
            _("Patient on board"),
            _READY | {_S.DEPARTED, _S.ON_SCENE},
            _S.ON_BOARD,
            FLY,
        ),
        Move(
            "arrive",
            _("At the destination"),
            frozenset({_S.DEPARTED, _S.ON_SCENE, _S.ON_BOARD}),
            _S.AT_DESTINATION,
            FLY,
        ),
        Move(
            "load_next",
            _("Next patient on board"),
            frozenset({_S.AT_DESTINATION, _S.HANDED_OVER}),
            _S.ON_BOARD,
            FLY,
            done=pgettext_lazy("history", "Next patient on board"),
        ),
        Move(
            "hand_over",
            _("Hand over"),
            frozenset({_S.DEPARTED, _S.ON_SCENE, _S.ON_BOARD, _S.AT_DESTINATION}),
            _S.HANDED_OVER,
            FLY,
        ),
        Move(
            "return",
            _("Back in service"),
            _SERVING,
            _S.IN_SERVICE,
            FLY,
        ),
        Move(
            "cancel",
            pgettext_lazy("move", "Cancel"),
            BEFORE_DEPARTURE,
            _S.CANCELLED,
            COMMIT,
            "cancel",
        ),
        Move(
            "abort",
            _("Abort"),
            frozenset({_S.DEPARTED, _S.ON_SCENE, _S.ON_BOARD, _S.AT_DESTINATION}),
            _S.ABORTED,
            FLY,
            "abort",
        ),
        Move(
            "abort_aloft",
            _("Abort"),
            frozenset({_S.DEPARTED, _S.ON_SCENE, _S.ON_BOARD, _S.AT_DESTINATION}),
            _S.ABORTED_ALOFT,
            FLY,
            "abort",
        ),
        Move(
            "land_aborted",
            _("Landed after the abort"),
            frozenset({_S.ABORTED_ALOFT}),
            _S.ABORTED,
            FLY,
            done=pgettext_lazy("history", "Landed after the abort"),
        ),
    ),
)
