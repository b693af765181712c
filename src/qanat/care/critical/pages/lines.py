"""Watches as they are written on boards and worklists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qanat.care.critical.queries.persons import age_of
from qanat.care.critical.queries.watches import WatchRow
from qanat.care.critical.states import Condition, LifeSupport, Outcome, Profile, Why
from qanat.care.telemedicine.states import Advice
from qanat.engine.scores.sofa import ADULT_FROM_YEARS
from qanat.foundation.days import national_day
from qanat.registry.patients.queries import birth_text, shown_name

SCORES: Final = {"news2": "NEWS2", "pews": "PEWS", "meows": "MEOWS"}
TONES: Final = {"emergency": "breach", "urgent": "warn"}
CONDITION_TONES: Final = {Condition.GRAVE: "warn", Condition.TERMINAL: "breach"}


@dataclass(frozen=True, slots=True)
class Line:
    """One watch with its words ready.

    Attributes:
        score: with its name; "" where none is known.
        findings_limit_s: how old findings may be.
    """

    row: WatchRow
    name: str
    age: str
    profile: str
    condition: str
    condition_tone: str
    support: str
    score: str
    score_tone: str
    organs: str
    worse: str
    advice: str
    outcome: str
    is_silent: bool
    is_due: bool
    findings_limit_s: float


def lines(rows: Iterable[WatchRow], now: datetime) -> list[Line]:
    """Return watches as lines."""
    return [line_of(row, now) for row in rows]


def line_of(row: WatchRow, now: datetime) -> Line:
    """Return a watch as a line."""
    limit = (row.findings_due_at - (row.findings_at or row.included_at)).total_seconds()
    return Line(
        row=row,
        name=shown_name(row.person) if row.person else row.number,
        age=birth_text(row.person, national_day(now)) if row.person else "",
        profile=str(Profile(row.profile).label),
        condition=str(Condition(row.condition).label),
        condition_tone=CONDITION_TONES.get(Condition(row.condition), ""),
        support=support_words(row.support),
        score=score_text(row.score_name, row.score, is_partial=row.is_score_partial),
        score_tone=TONES.get(row.level, ""),
        organs=_organs(row, now),
        worse=why_words(row.worsened_in),
        advice=str(Advice(row.advice).label) if row.advice else "",
        outcome=str(Outcome(row.outcome).label) if row.outcome else "",
        is_silent=row.is_silent(now),
        is_due=row.is_due(now),
        findings_limit_s=limit,
    )


def _organs(row: WatchRow, now: datetime) -> str:
    """Return the score of the organs with its name; "" where it says nothing."""
    age = age_of(row.person, now) if row.person else None
    is_child = age is not None and age < ADULT_FROM_YEARS
    return "" if row.sofa is None else f"{'pSOFA' if is_child else 'SOFA'} {row.sofa}"


def score_text(name: str, score: int | None, *, is_partial: bool) -> str:
    """Return a score with its name, a partial one as the least it can be."""
    if score is None:
        return ""
    return f"{SCORES.get(name, name)} {'≥ ' if is_partial else ''}{score}"


def support_words(codes: Iterable[str] | None) -> str:
    """Return what supports a patient."""
    if codes is None:
        return ""
    known = dict(LifeSupport.choices)
    return ", ".join(str(known.get(code, code)) for code in codes)


def why_words(codes: Iterable[str]) -> str:
    """Return in what a patient is worse."""
    known = dict(Why.choices)
    return ", ".join(str(known.get(code, code)) for code in codes)


def why_not_valid(reason: object) -> str:
    """Return why a score says nothing about a patient."""
    known = {
        "too_young": _("not made for this age"),
        "too_old": _("not made for this age"),
        "pregnant": _("not made in pregnancy"),
        "age_unknown": _("the age is not known"),
    }
    return known.get(str(reason), pgettext("score", "not valid"))
