"""Words for declines and outcomes."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import pgettext_lazy

from qanat.foundation.refusals import Text
from qanat.readiness.costs.queries.declines import After, Kind
from qanat.readiness.costs.queries.outcomes import Point, Way

KINDS: Final[Mapping[str, Text]] = {
    Kind.PHYSICIAN.value: pgettext_lazy("decline", "A physician"),
    Kind.AIRLINE.value: pgettext_lazy("decline", "An airline"),
    Kind.HOSPITAL.value: pgettext_lazy("decline", "A hospital"),
}
AFTERS: Final[Mapping[str, Text]] = {
    After.FLOWN.value: pgettext_lazy("decline", "Flown later"),
    After.ROAD.value: pgettext_lazy("decline", "Went by road"),
    After.DIED.value: pgettext_lazy("decline", "Died before help came"),
    After.REMOTE.value: pgettext_lazy("decline", "Consulted remotely"),
    After.OPEN.value: pgettext_lazy("decline", "Still open"),
    After.OFFERED.value: pgettext_lazy("decline", "Offered again, not flown"),
    After.NOTHING.value: pgettext_lazy("decline", "Nothing more on record"),
}
POINTS: Final[Mapping[str, Text]] = {
    Point.DAY.value: pgettext_lazy("outcome", "24 hours"),
    Point.WEEK.value: pgettext_lazy("outcome", "7 days"),
    Point.MONTH.value: pgettext_lazy("outcome", "30 days"),
}
WAYS: Final[Mapping[Way, Text]] = {
    Way.FLOWN: pgettext_lazy("outcome", "Flown"),
    Way.DECLINED: pgettext_lazy("outcome", "Declined, never flown"),
    Way.OTHER: pgettext_lazy("outcome", "By road, remotely, withdrawn"),
}
VITALS: Final[Mapping[str, Text]] = {
    "alive": pgettext_lazy("outcome", "Alive"),
    "dead": pgettext_lazy("outcome", "Died"),
    "unknown": pgettext_lazy("outcome", "Could not be learned"),
    "known": pgettext_lazy("outcome", "known"),
    "": pgettext_lazy("outcome", "not known yet"),
}
