"""Identities: what must hold between the figures of any period, and the records that break it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import Actor
from qanat.foundation.refusals import Text
from qanat.readiness.statistics.queries.counting import Question, Split, counts_by, regions_of
from qanat.readiness.statistics.queries.sums import AIR_PAIRS, FLOWN, REMOTE_PAIRS, sums_of
from qanat.readiness.statistics.rules.counting.figures import NO_COUNTS, Counts, Dimension, Figure


@dataclass(frozen=True, slots=True)
class Part:
    """A number in an identity; ``figure`` leads to its records."""

    label: Text
    count: int
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """An identity with its numbers.

    Attributes:
        parts: what is added up.
        relation: ``=``, or ``≥`` where the sum may be more.
        whole: what it is held against.
        probe: which records break it, if records can.
    """

    label: Text
    parts: tuple[Part, ...]
    relation: str
    whole: Part
    probe: str = ""

    @property
    def total(self) -> int:
        """The sum of the parts."""
        return sum(part.count for part in self.parts)

    @property
    def holds(self) -> bool:
        """Tell whether it holds."""
        total, whole = self.total, self.whole.count
        return total == whole if self.relation == EQUAL else total >= whole


EQUAL: Final = "="
LEAST: Final = "≥"
_SUMS: Final[tuple[tuple[Text, tuple[Figure, ...], Figure, str], ...]] = (
    (
        _("Levels add up to the flights"),
        (Figure.FLIGHTS_REGIONAL, Figure.FLIGHTS_ASTANA, Figure.FLIGHTS_ALMATY,
         Figure.FLIGHTS_INTERNATIONAL), Figure.FLIGHTS, "no_level",
    ),
    (
        _("Flights with and without services add up to the flights"),
        (Figure.FLIGHTS_WITH_SERVICES, Figure.FLIGHTS_WITHOUT_MEDICAL_SERVICE), Figure.FLIGHTS, "",
    ),
    (
        _("Kinds add up to the services"),
        (Figure.TRANSPORT_SERVICES, Figure.ONSITE_CONSULTATIONS, Figure.OPERATIONS,
         Figure.REMOTE_CONSULTATIONS), Figure.SERVICES, "not_taken_off",
    ),
)  # fmt: skip
_BOUNDS: Final[tuple[tuple[Text, Figure, Figure, str], ...]] = (
    (
        _("Each transport carried a patient"), Figure.PATIENTS_TRANSPORTED,
        Figure.TRANSPORT_SERVICES, "nobody_transported",
    ),
    (
        _("Each service by road had a patient"), Figure.ROAD_PATIENTS, Figure.ROAD_SERVICES,
        "nobody_by_road",
    ),
    (
        _("Evacuations are among the requests for them"), Figure.EVACUATION_REQUESTS,
        Figure.EVACUATIONS, "",
    ),
    (
        _("Flights for organs are flights with services"), Figure.FLIGHTS_WITH_SERVICES,
        Figure.ORGAN_MISSIONS, "",
    ),
)  # fmt: skip
_SPLIT: Final = (Figure.REQUESTS, Figure.FLIGHTS, Figure.SERVICES, Figure.ROAD_TRIPS)
_ASKED: Final[Mapping[Dimension | None, tuple[Figure, ...]]] = {
    None: tuple(Figure), Dimension.REGION: _SPLIT, Dimension.MONTH: _SPLIT,
}  # fmt: skip


def identities(actor: Actor, question: Question, names: dict[Figure, Text]) -> list[Checked]:
    """Hold the figures of a period against each other.

    Raises:
        NotAllowed: as the report itself.
    """
    period, region = question.period, question.region
    told = counts_by(actor, period, _ASKED, region=region)
    by_region, by_month = told[Dimension.REGION], told[Dimension.MONTH]
    sums = sums_of(period, regions_of(actor, region))
    figure = _Named(NO_COUNTS | told[None].get("", {}), names)
    return [
        *(Checked(label, tuple(map(figure.part, parts)), EQUAL, figure.part(whole), probe)
          for label, parts, whole, probe in _SUMS),
        Checked(
            _("Requests flown and not flown add up to the requests"),
            (Part(_("Requests flown"), sums[FLOWN]), figure.part(Figure.REQUESTS_NOT_FLOWN)),
            EQUAL, figure.part(Figure.REQUESTS),
        ),
        *(Checked(label, (figure.part(more),), LEAST, figure.part(less), probe)
          for label, more, less, probe in _BOUNDS),
        Checked(
            _("Persons are at most the pairs of person and service"),
            (Part(_("Pairs of person and service"), sums[AIR_PAIRS] + sums[REMOTE_PAIRS]),),
            LEAST, figure.part(Figure.PATIENTS),
        ),
        *_region_sums(figure, by_region),
        *(Checked(_("Months add up to the period"),
                  (Part(_("Months together"), _sum(by_month, one)),), EQUAL, figure.part(one))
          for one in _SPLIT),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Named:
    counts: Counts
    names: dict[Figure, Text]

    def part(self, figure: Figure) -> Part:
        """Return a figure of the report as a part."""
        return Part(self.names[figure], self.counts[figure.value], figure)


def _region_sums(figure: _Named, split: Split) -> list[Checked]:
    """Hold the regions against the whole; a flight for two regions counts in both."""
    return [
        Checked(
            _("Regions together are no less than the whole"),
            (Part(_("Regions together"), _sum(split, one)),), LEAST, figure.part(one),
            "no_request" if one == Figure.FLIGHTS else "",
        )
        for one in _SPLIT
    ]  # fmt: skip


def _sum(split: Split, figure: Figure) -> int:
    """Add up a figure over the lines of a breakdown."""
    return sum(counts.get(figure.value, 0) for counts in split.values())
