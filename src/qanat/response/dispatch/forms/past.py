"""A mission as it stands on paper."""

from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.engine.intervals import Stamp as Kind
from qanat.response.dispatch.commands.past import PaperMission
from qanat.response.dispatch.models.missions import Mode
from qanat.response.dispatch.rules.stamps import first_earlier
from qanat.web.forms import Form, MomentField, OneOf

BY_AIR: Final = {
    "departed_at": Kind.TAKE_OFF,
    "landed_at": Kind.LANDING,
    "left_at": Kind.TAKE_OFF,
    "came_at": Kind.LANDING,
}
BY_ROAD: Final = {"departed_at": Kind.UNIT_EN_ROUTE, "left_at": Kind.LEFT_SCENE}
ALWAYS: Final = {
    "notified_at": Kind.UNIT_NOTIFIED,
    "reached_at": Kind.ARRIVED_AT_PATIENT,
    "loaded_at": Kind.PATIENT_LOADED,
    "arrived_at": Kind.PATIENT_ARRIVED,
    "handed_over_at": Kind.CARE_TRANSFERRED,
    "back_at": Kind.BACK_IN_SERVICE,
}


def _time(label: Any, *, required: bool = False) -> MomentField:
    return MomentField(label=label, required=required, not_after_now=True)


TIMES: Final = (
    "notified_at", "departed_at", "landed_at", "reached_at", "loaded_at",
    "left_at", "came_at", "arrived_at", "handed_over_at", "back_at",
)  # fmt: skip
"""In the order in which they stand on the sheet, and happen."""


class PastMissionForm(Form):
    """With what and when it was; the times in their order."""

    mode = OneOf(label=_("By air or road"), choices=Mode.choices, radio=True)
    aircraft = OneOf(
        label=_("Aircraft, if by air"), choices=(), coerce=int, empty_value=None, required=False
    )
    ambulance = OneOf(
        label=_("Vehicle, if by road"), choices=(), coerce=int, empty_value=None, required=False
    )
    notified_at = _time(_("Crew notified"))
    departed_at = _time(pgettext_lazy("paper", "Departed (take-off)"), required=True)
    landed_at = _time(pgettext_lazy("paper", "Landed at the patient's place"))
    reached_at = _time(_("At the patient"))
    loaded_at = _time(_("Patient on board"))
    left_at = _time(pgettext_lazy("paper", "Left with the patient (take-off)"))
    came_at = _time(pgettext_lazy("paper", "Landed with the patient"))
    arrived_at = _time(_("Patient at the hospital"))
    handed_over_at = _time(_("Handed over"), required=True)
    back_at = _time(_("Back in service"), required=True)

    def __init__(
        self,
        *args: Any,
        aircraft: Sequence[tuple[int, str]],
        ambulances: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("aircraft", [("", "–"), *aircraft])
        self.offer("ambulance", [("", "–"), *ambulances])

    def clean(self) -> dict[str, Any]:
        """Ask for the vehicle of the chosen way."""
        typed = super().clean() or self.cleaned_data
        needed = {"air": "aircraft", "road": "ambulance"}.get(typed.get("mode") or "")
        if needed and not typed.get(needed) and needed not in self.errors:
            self.add_error(needed, _("Choose the vehicle."))
        if wrong := first_earlier((name, typed.get(name)) for name in TIMES):
            self.add_error(wrong, _("This lies before a time above it."))
        return typed

    def mission(self) -> PaperMission:
        """Return the mission."""
        typed = self.cleaned_data
        kinds = {**ALWAYS, **(BY_AIR if typed["mode"] == Mode.AIR else BY_ROAD)}
        return PaperMission(
            mode=typed["mode"],
            aircraft_id=typed["aircraft"],
            ambulance_id=typed["ambulance"],
            times=tuple((kinds[n].value, typed[n]) for n in TIMES if n in kinds and typed[n]),
        )
