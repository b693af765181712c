"""The cases decided in a period under another act than their own: where its rules say otherwise."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from django.db import connection

from qanat.care.abroad.queries.acts import ACTS
from qanat.care.abroad.queries.rights import DAYS_PER_YEAR, get_act
from qanat.care.abroad.rules.eligibility import ADULT_YEARS, Outlook, Told, Why
from qanat.care.abroad.rules.replay import Replay, replay
from qanat.foundation.days import NATIONAL
from qanat.foundation.periods import Period

FLAGS: Final = (
    "is_citizen", "is_injured_on_duty", "is_available_at_home", "is_transportable", "can_benefit",
    "is_self_arranged",
)  # fmt: skip
"""What the outlook hangs on, besides the disease and whether the patient is a child."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Decided cases under another act.

    Attributes:
        act: code of the other act.
        cases: those decided under one of the others.
        differing: those of which it says otherwise whether the state may pay.
        reasons: why, by how many cases.
    """

    act: str
    cases: int
    differing: int
    reasons: Mapping[Why, int]


def compared(period: Period, regions: Collection[str] | None) -> list[Compared]:
    """Put all cases decided in a period to each act which is not their own.

    The same told is put to an act once, however many cases it is told of.
    """
    found = []
    rows = _told(period, regions)
    for act in ACTS:
        cases, differing, reasons = 0, 0, Counter[Why]()
        for own, told, count in rows:
            if own == act.code:
                continue
            cases += count
            told_by = replay(get_act(own), act, told)
            if _is_other(told_by):
                differing += count
                reasons.update(dict.fromkeys((*told_by.only_own, *told_by.only_other), count))
        if cases:
            found.append(Compared(act.code, cases, differing, dict(reasons)))
    return found


def differing_ids(period: Period, regions: Collection[str] | None, act: str) -> list[int]:
    """Return the cases of which another act says otherwise, the newest first.

    Raises:
        NotFound: if there is no such act.
    """
    other = get_act(act)
    rows = _told(period, regions, each=True)
    return [
        pk for own, told, pk in rows if own != act and _is_other(replay(get_act(own), other, told))
    ]


def _is_other(found: Replay) -> bool:
    """Tell whether two acts do not agree on whether the state may pay."""
    return (found.own.outlook is Outlook.NOT_PAID) is not (found.other.outlook is Outlook.NOT_PAID)


def _told(
    period: Period, regions: Collection[str] | None, *, each: bool = False
) -> list[tuple[str, Told, int]]:
    """Return what is told of the cases, with how many are told so, or each with its id."""
    of_age = round(ADULT_YEARS * DAYS_PER_YEAR)
    keys = ", ".join(f"c.{name}" for name in FLAGS)
    counted = "c.id" if each else "count(*)"
    end = "ORDER BY c.id DESC" if each else f"GROUP BY c.act, c.disease, years, {keys}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT c.act, c.disease, CASE WHEN p.birth_on IS NULL THEN NULL"  # noqa: S608 (ours)
            f" WHEN (c.registered_at AT TIME ZONE %(zone)s)::date - p.birth_on < {of_age} THEN 0"
            f" ELSE {ADULT_YEARS} END AS years, {keys}, {counted}"
            " FROM abroad_case c JOIN patients_patient p ON p.id = c.patient_id"
            " WHERE c.decided_at >= %(since)s AND c.decided_at < %(until)s"
            " AND (%(regions)s::text[] IS NULL OR c.region = ANY(%(regions)s))"
            f" {end}",
            {
                "zone": NATIONAL.key,
                "since": period.starts_at,
                "until": period.ends_before,
                "regions": None if regions is None else sorted(regions),
            },
        )
        rows = cursor.fetchall()
    return [
        (
            act,
            Told(age_years=age, disease=disease, **dict(zip(FLAGS, flags, strict=True))),
            number,
        )
        for act, disease, age, *flags, number in rows
    ]
