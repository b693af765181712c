"""The dated parameters of weather: minima, what nobody flies in, how long a statement counts."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qanat.foundation.evidence import Evidence
from qanat.foundation.parameters.declarations import Declaration, Number, declare
from qanat.foundation.parameters.states import Kind
from qanat.foundation.refusals import Text

ASSUMED: Final = gettext_noop(
    "Planning assumption; the minima of the Kazakh aviation authority are to replace it"
)


def _number(key: str, label: Text, unit: str, default: float, least: float, most: float) -> str:
    return declare(
        Number(
            key=f"weather.{key}",
            label=label,
            unit=unit,
            default=default,
            source=ASSUMED,
            least=least,
            most=most,
        )
    )


MINIMA: Final = {
    (name, what): _number(f"{name}_{what}_m", label, "m", default, 0, most)
    for name, what, label, default, most in (
        ("day", "visibility", _("Flying by sight by day: least visibility"), 2_000, 10_000),
        ("day", "ceiling", _("Flying by sight by day: least ceiling"), 150, 3_000),
        ("night", "visibility", _("Flying by sight by night: least visibility"), 4_000, 10_000),
        ("night", "ceiling", _("Flying by sight by night: least ceiling"), 300, 3_000),
        ("instruments", "visibility", _("Flying by instruments: least visibility"), 800, 10_000),
        ("instruments", "ceiling", _("Flying by instruments: least ceiling"), 60, 3_000),
    )
}
MOST_WIND: Final = _number(
    "most_wind_mps", _("Nobody takes off or lands in wind or gusts above"), "m/s", 20, 5, 60
)
FORBIDDEN: Final = declare(
    Declaration(
        key="weather.forbidden",
        label=_("Weather in which nobody flies, by the letters of reports"),
        kind=Kind.TABLE,
        default=[{"phenomenon": code} for code in ("FZ", "TS", "CB", "SQ", "FC", "DS", "SS", "VA")],
        source=ASSUMED,
        evidence=Evidence.ASSUMPTION,
    )
)
NEAR: Final = _number(
    "near_km", _("A place without a report takes that of a place within"), "km", 30, 0, 200
)
STALE: Final = _number("stale_s", _("Weather is stale after"), "s", 3_900, 600, 86_400)
"""Over three such times it counts no more."""
