"""What waiting costs a patient: the outcome curves of the diagnosis, counted from its onset.

Which curves a diagnosis has is a dated rule. Published curves end: after a window nothing more is
lost by them. So a share of "the sooner the better", counted from now, is mixed into every one; it
tells those apart which a curve does not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from django.utils.translation import pgettext_lazy

from qanat.engine.kbest.curves import Curve, Evidence
from qanat.engine.kbest.published import CURVES, cold
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.refusals import Text
from qanat.registry.icd import is_within
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.parameters import CURVES_OF, SOONER_SHARE
from qanat.response.dispatch.queries.organs import OrganClock, organ_clock
from qanat.web.wording import duration

SOONER: Final = "hours"
"""Soonest is best, all day long: a policy, no finding."""
COLD: Final = "organ"
"""The curve of an organ, by the longest cold ischaemia of its kind."""
LATER_MIN: Final = 15
"""By how many minutes of waiting a curve is told in words."""
LABELS: Final[Mapping[str, Text]] = {
    "arrest": pgettext_lazy("curve", "cardiac arrest"),
    "stroke_thrombolysis": pgettext_lazy("curve", "stroke, thrombolysis"),
    "stroke_large_thrombolysis": pgettext_lazy("curve", "stroke of a large vessel, thrombolysis"),
    "stroke_thrombectomy": pgettext_lazy("curve", "stroke of a large vessel, thrombectomy"),
    "infarction": pgettext_lazy("curve", "infarction"),
    "trauma": pgettext_lazy("curve", "injury"),
    "birth": pgettext_lazy("curve", "mother"),
    "newborn": pgettext_lazy("curve", "newborn"),
    COLD: pgettext_lazy("curve", "cold ischaemia of a donor organ"),
    SOONER: pgettext_lazy("curve", "the sooner the better"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The curves of a patient.

    Attributes:
        contact: of first contact, counted from now, with its share of the sooner the better.
        care: of definitive care, the same.
        told: of definitive care as it is published or chosen, counted from onset.
        since_min: whole minutes since onset, negative for an organ which is still in its donor;
            0 where it is not known.
        is_onset_known: whether it is.
        limit_s: how long an organ may be cold.
    """

    contact: Curve
    care: Curve
    told: Curve
    since_min: int
    is_onset_known: bool
    limit_s: int | None = None

    @property
    def label(self) -> Text:
        """What the condition is called."""
        return LABELS.get(self.told.name, self.told.name)

    @property
    def since_s(self) -> int:
        """Seconds since onset, in whole minutes."""
        return 60 * self.since_min

    @property
    def evidence(self) -> Evidence:
        """Whether the curve is published or a policy."""
        return self.told.evidence

    @property
    def version(self) -> str:
        """Name, edition and digest of the curve of definitive care."""
        return self.told.version

    @property
    def citation(self) -> str:
        """Whose curve it is, if it is published, and the edition of ours."""
        author = self.told.source.partition(",")[0] if self.evidence == "published" else ""
        edition = self.told.edition if self.limit_s is None else duration(self.limit_s)
        return ", ".join(filter(None, (author, edition)))

    def lost_by(self, after_s: float) -> float:
        """Return how many of a hundred lose a good outcome by a quarter of an hour's waiting more.

        Args:
            after_s: when care would begin, seconds from now.
        """
        return 100.0 * self.told.lost(self.since_min + after_s / 60.0, LATER_MIN)


def outcome_of(row: Request, minute: datetime) -> Outcome:
    """Return the curves of a request's patient, or of its organ, at a whole minute."""
    if organ := organ_clock(row.need, row.organ, row.clamp_at, minute):
        return _of_organ(organ, minute)
    contact, care = curve_names(row.icd10, row.nosology, minute)
    since_s = (minute - row.onset_at).total_seconds() if row.onset_at else 0.0
    since_min = max(0, int(since_s // 60))
    share = parameter(SOONER_SHARE, on=minute).number
    return Outcome(
        mixed(contact, since_min, share),
        mixed(care, since_min, share),
        CURVES[care],
        since_min,
        row.onset_at is not None,
    )


def _of_organ(organ: OrganClock, minute: datetime) -> Outcome:
    """Return the curve of an organ counted from now, also where it is still in its donor."""
    since_min = int((minute - organ.clamp_at).total_seconds() // 60)
    limit_s = int(organ.limit.total_seconds())
    told = _cold(limit_s // 60, organ.source)
    share = parameter(SOONER_SHARE, on=minute).number
    curve = told.since(since_min).mixed(CURVES[SOONER], share)
    return Outcome(curve, curve, told, since_min, is_onset_known=True, limit_s=limit_s)


@lru_cache(maxsize=64)
def _cold(limit_min: int, source: str) -> Curve:
    return cold(COLD, limit_min, source, f"{limit_min / 60:g} h")


def curve_names(icd10: str, nosology: str, minute: datetime) -> tuple[str, str]:
    """Return the curves of first contact and definitive care which the first fitting rule says."""
    for rule in parameter(CURVES_OF, on=minute).rows:
        start, end, group = (str(rule.get(k) or "") for k in ("icd_from", "icd_to", "nosology"))
        is_coded = bool(start) and is_within(icd10, start, end or start)
        if is_coded or (group and group == nosology):
            contact, care = (str(rule.get(k) or SOONER) for k in ("contact_curve", "care_curve"))
            return _known(contact), _known(care)
    return SOONER, SOONER


def _known(name: str) -> str:
    return name if name in CURVES else SOONER


@lru_cache(maxsize=512)
def mixed(name: str, since_min: int, share: float) -> Curve:
    """Return a curve counted from now, with a share of the sooner the better."""
    if name == SOONER:
        return CURVES[SOONER]
    return CURVES[name].since(since_min).mixed(CURVES[SOONER], share)
