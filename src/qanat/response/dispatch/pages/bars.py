"""The legs of plans as bars over one common time, so that plans can be compared at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qanat.engine.planning.plans import LegKind, Plan
from qanat.foundation.refusals import Text
from qanat.web.charts.svg import join, picture, tag, text
from qanat.web.wording import moment

WIDTH: Final = 640.0
HEIGHT: Final = 34.0
TOP: Final = 6.0
THICK: Final = 14.0
THIN: Final = 6.0
LEAST_END: Final = timedelta(minutes=30)
LEAST_WIDTH: Final = 2.0
CLASSES: Final = {
    LegKind.FLY_EMPTY: "leg-fly",
    LegKind.FLY_WITH_COMPANION: "leg-fly",
    LegKind.FLY_HOME: "leg-fly",
    LegKind.FLY_WITH_PATIENT: "leg-fly with",
    LegKind.FLY_WITH_TEAM: "leg-fly with",
    LegKind.DRIVE_TO_PATIENT: "leg-drive",
    LegKind.DRIVE_TO_MEETING: "leg-drive",
    LegKind.DRIVE_WITH_COMPANION: "leg-drive",
    LegKind.DRIVE_WITH_PATIENT: "leg-drive with",
    LegKind.DRIVE_WITH_TEAM: "leg-drive with",
    LegKind.REFUEL: "leg-other",
    LegKind.CONSULT: "leg-other with",
}
FILLS: Final = {"leg-fly": "#0b5d8a", "leg-drive": "#7d5200", "leg-other": "#4c5b64"}


@dataclass(frozen=True, slots=True)
class Axis:
    """The common time of the plans of a page."""

    start: datetime
    end: datetime
    closes_at: datetime | None = None
    """When the treatment window closes."""
    soonest_at: datetime | None = None
    """When definitive care begins at the soonest."""
    first: str = ""
    last: str = ""
    """How its ends are written."""

    def x(self, at: datetime) -> float:
        """Return the place of a moment; what lies beyond stands at the edge."""
        share = (at - self.start) / (self.end - self.start)
        return min(1.0, max(0.0, share)) * WIDTH


def axis_of(plans: Sequence[Plan], now: datetime, closes_at: datetime | None) -> Axis:
    """Return the time from now to the end of the last of the plans."""
    ends = [leg.arrive_at for plan in plans for leg in plan.legs]
    ends += [plan.definitive_at for plan in plans if plan.definitive_at]
    soonest = min((p.definitive_at for p in plans if p.definitive_at), default=None)
    end = max([now + LEAST_END, *ends])
    return Axis(now, end, closes_at, soonest, moment(now, "time"), moment(end, "time"))


def bar(plan: Plan, axis: Axis, title: Text) -> SafeString:
    """Draw the legs of a plan: flights and drives, thick with the patient, and definitive care."""
    middle = TOP + THICK / 2
    line = tag("path", {"d": f"M0 {middle}H{WIDTH}", "class": "axis", "stroke": "#c2cbd0"})
    ordered = sorted(plan.legs, key=lambda leg: CLASSES[leg.kind].endswith("with"))
    legs = [_leg(leg.kind, axis.x(leg.depart_at), axis.x(leg.arrive_at)) for leg in ordered]
    parts = [line, *legs]
    if axis.closes_at is not None and axis.closes_at < axis.end:
        x = axis.x(axis.closes_at)
        rule = f"M{x:.1f} 0V{TOP * 2 + THICK:.1f}"
        parts.append(tag("path", {"d": rule, "class": "norm", "stroke": "#b72c13"}))
    parts.append(_mark(axis.x(plan.contact_at), "contact"))
    if plan.definitive_at is not None:
        parts.append(_mark(axis.x(plan.definitive_at), "care"))
    words = _("From %(first)s to %(last)s.") % {"first": axis.first, "last": axis.last}
    return picture(WIDTH, HEIGHT, title, words, [join(parts), _ends(axis)])


def _leg(kind: LegKind, left: float, right: float) -> SafeString:
    css = CLASSES[kind]
    is_with = css.endswith("with")
    thick = THICK if is_with else THIN
    box: dict[str, object] = {
        "x": left,
        "y": TOP + (THICK - thick) / 2,
        "width": max(LEAST_WIDTH, right - left),
        "height": thick,
        "rx": 3,
        "class": css,
        "fill": FILLS[css.split()[0]],
        "fill_opacity": 1 if is_with else 0.5,
    }
    return tag("rect", box)


def _mark(x: float, css: str) -> SafeString:
    middle = TOP + THICK / 2
    if css == "contact":
        return tag("circle", {"cx": x, "cy": middle, "r": 4, "class": css, "fill": "#fff"})
    rule = f"M{x:.1f} {TOP - 4}V{TOP + THICK + 4}"
    return tag("path", {"d": rule, "class": css, "stroke": "#172026", "stroke-width": 3})


def _ends(axis: Axis) -> SafeString:
    y = HEIGHT - 2
    first = text(0, y, axis.first, font_size=11)
    last = text(WIDTH, y, axis.last, font_size=11, text_anchor="end")
    return join([first, last])
