"""What our own cases tell of clinics: how fast they answer, what became of our patients there."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Final

from qanat.care.abroad.models import FollowUp, Offer, Stay
from qanat.care.abroad.states import Decision, Result
from qanat.care.clinics.queries.brief import ClinicBrief
from qanat.care.clinics.queries.experience import Experience

DAY_S: Final = 86_400


def tell_of_clinics(clinics: Sequence[ClinicBrief]) -> Mapping[int, Experience]:
    """Return what is known of clinics from our cases, by their ids."""
    ids = [one.id for one in clinics]
    asked: dict[int, int] = Counter()
    days: dict[int, list[float]] = defaultdict(list)
    offers = Offer.objects.filter(clinic__in=ids)
    for clinic, since, until in offers.values_list("clinic_id", "asked_at", "answered_at"):
        asked[clinic] += 1
        if until is not None:
            days[clinic].append((until - since).total_seconds() / DAY_S)
    results = _results(ids)
    return {
        pk: Experience(
            asked=asked[pk],
            answered=len(days[pk]),
            median_days=median(days[pk]) if days[pk] else None,
            patients=sum(results[pk].values()),
            outcomes=results[pk],
        )
        for pk in {*asked, *results}
    }


def _results(ids: list[int]) -> dict[int, Counter[str]]:
    """Count what became of patients: the last follow-up, else what the treatment came to."""
    stays = Stay.objects.filter(clinic__in=ids, case__decision=Decision.ABROAD)
    rows = list(stays.order_by("id").values_list("case_id", "clinic_id", "result"))
    seen = FollowUp.objects.filter(case__in=[case for case, _clinic, _result in rows])
    told = seen.exclude(result__in=("", Result.LOST)).order_by("month")
    last = dict(told.values_list("case_id", "result"))
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for case, clinic, result in rows:
        if final := last.get(case, result):
            found[clinic][str(Result(final).label)] += 1
    return found
