"""The dated parameters of mass-casualty incidents."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qanat.foundation.evidence import Evidence
from qanat.foundation.parameters.declarations import Declaration, declare
from qanat.foundation.parameters.states import Kind
from qanat.foundation.refusals import Text

ASSUMED: Final = gettext_noop(
    "Design assumption: the colour of the tag as urgency; the national rules of triage are to be "
    "read"
)
NOTE: Final = gettext_noop("0: no request is made")


def _urgency(colour: str, label: Text, default: float) -> str:
    return declare(
        Declaration(
            key=f"crisis.urgency_{colour}",
            label=label,
            kind=Kind.NUMBER,
            unit="1",
            default=default,
            source=ASSUMED,
            evidence=Evidence.ASSUMPTION,
            note=NOTE,
            least=0,
            most=3,
        )
    )


URGENCY: Final[dict[str, str]] = {
    "red": _urgency("red", _("Urgency of a request: red tag"), 1),
    "yellow": _urgency("yellow", _("Urgency of a request: yellow tag"), 2),
    "green": _urgency("green", _("Urgency of a request: green tag"), 3),
    "black": _urgency("black", _("Urgency of a request: black tag"), 0),
}
RADIUS_KM: Final = declare(
    Declaration(
        key="crisis.radius_km",
        label=_("How far ambulances and hospitals are looked for, first"),
        kind=Kind.NUMBER,
        unit="km",
        default=300,
        source=gettext_noop("Design assumption"),
        evidence=Evidence.ASSUMPTION,
        least=10,
        most=3_000,
    )
)
