"""The dated parameters of call-outs: clocks, norms, and what is started by itself."""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qanat.foundation.evidence import Evidence
from qanat.foundation.parameters.declarations import Declaration, Number, declare
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.parameters.states import Kind as ValueKind
from qanat.foundation.refusals import Text
from qanat.foundation.telephones import shown_telephone
from qanat.response.callout.states import Kind

ASSUMED: Final = gettext_noop("Design assumption; to be agreed with the services that are called")


def _number(
    key: str, label: Text, unit: str, default: float, bounds: tuple[float, float], note: str = ""
) -> str:
    return declare(
        Number(
            key=f"callout.{key}",
            label=label,
            unit=unit,
            default=default,
            source=ASSUMED,
            least=bounds[0],
            most=bounds[1],
            note=note,
        )
    )


_SECONDS: Final = (15, 86_400)
STEP_S: Final = {
    Kind.CREW: _number("crew_step_s", _("Crew: the next is called after"), "s", 180, _SECONDS),
    Kind.AIRLINE: _number(
        "airline_step_s", _("Airline: the next is called after"), "s", 180, _SECONDS
    ),
    Kind.SPECIALIST: _number(
        "specialist_step_s", _("Specialist on call: the next is called after"), "s", 300, _SECONDS
    ),
    Kind.HOSPITAL: _number(
        "hospital_step_s", _("Receiving hospital: the next is called after"), "s", 300, _SECONDS
    ),
}
NORM_S: Final = {
    Kind.CREW: _number(
        "crew_norm_s", _("Crew: everybody has confirmed within"), "s", 600, _SECONDS
    ),
    Kind.AIRLINE: _number("airline_norm_s", _("Airline: answer within"), "s", 300, _SECONDS),
    Kind.SPECIALIST: _number(
        "specialist_norm_s", _("Specialist on call: answer within"), "s", 600, _SECONDS
    ),
    Kind.HOSPITAL: _number(
        "hospital_norm_s", _("Receiving hospital: answer within"), "s", 900, _SECONDS
    ),
}
_YES_NO: Final = gettext_noop("1: by itself, 0: by hand only")
AIRLINE_ON_COMMIT: Final = _number(
    "airline_on_commit",
    _("Airline is called when a mission is offered to it"),
    "1",
    1,
    (0, 1),
    _YES_NO,
)
CREW_ON_COMMIT: Final = _number(
    "crew_on_commit",
    _("Crew is called when the mission is accepted, by road at once"),
    "1",
    1,
    (0, 1),
    _YES_NO,
)
LATER_MOST_MIN: Final = _number(
    "later_most_min", _("Longest time to answer later, altogether"), "min", 45, (5, 240)
)
LINK_SHOWN_H: Final = _number(
    "link_shown_h", _("A link shows what it was about, after the end"), "h", 24, (1, 168)
)
DISPATCH_PHONE: Final = declare(
    Declaration(
        key="callout.dispatch_phone",
        label=_("Telephone of the dispatch, for those who are called out"),
        kind=ValueKind.TABLE,
        default={"phone": ""},
        source=ASSUMED,
        evidence=Evidence.ASSUMPTION,
        note=gettext_noop("One for the nation; a region may have its own"),
    )
)


def dispatch_phone(now: datetime, region: str) -> str:
    """Return the telephone of a region's dispatch as people read it; empty if none is known."""
    known = parameter(DISPATCH_PHONE, now, region).entries.get("phone", "")
    return shown_telephone(str(known))


def unverified_norms(now: datetime) -> frozenset[Kind]:
    """Return the kinds whose norm nobody has confirmed yet."""
    return frozenset(kind for kind, key in NORM_S.items() if not parameter(key, on=now).verified)
