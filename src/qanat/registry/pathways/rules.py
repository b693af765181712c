"""Decisions of pathways: which windows run, and what the receiving hospital must be able to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from qanat.registry.icd import is_in_age, is_within


@dataclass(frozen=True, slots=True)
class WindowRule:
    """How long after the onset a treatment makes sense, for a range of diagnoses."""

    network: str
    treatment: str
    icd_from: str
    icd_to: str
    limit_s: int


ADULT_YEARS: Final = 40.0
NO_DIAGNOSIS: Final = "R69"
"""Unknown causes of morbidity."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A capability, at a level, whose hospitals may be asked for another one."""

    capability: str
    level: int | None


@dataclass(frozen=True, slots=True)
class NeedRule:
    """What the hospital of a patient must be able to do; empty bounds fit everything.

    Where it is not known whether a hospital is, those with ``ask`` may be asked; ``None``: nobody.
    """

    network: str
    code: str
    capability: str
    level: int | None = None
    is_required: bool = True
    icd_from: str = ""
    icd_to: str = ""
    age_from_years: float | None = None
    age_to_years: float | None = None
    is_pregnant: bool | None = None
    ask: Ask | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """A capability that is needed, with the rules that ask for it."""

    capability: str
    level: int | None
    is_required: bool
    rules: tuple[tuple[str, str], ...]
    ask: Ask | None = None


def is_running(rule: WindowRule, icd10: str) -> bool:
    """Tell whether a window concerns a diagnosis."""
    return is_within(icd10, rule.icd_from, rule.icd_to)


def closes_at(rule: WindowRule, onset_at: datetime) -> datetime:
    """Return the last moment at which the treatment makes sense."""
    return onset_at + timedelta(seconds=rule.limit_s)


def fits(
    rule: NeedRule, icd10: str, age_years: float | None, *, is_pregnant: bool | None = None
) -> bool:
    """Tell whether a rule concerns a patient; an unknown age is taken for an adult's."""
    if rule.icd_from and not is_within(icd10, rule.icd_from, rule.icd_to):
        return False
    if rule.is_pregnant is not None and rule.is_pregnant is not is_pregnant:
        return False
    age = ADULT_YEARS if age_years is None else age_years
    return is_in_age(age, rule.age_from_years, rule.age_to_years)


def needs_of(rules: Iterable[NeedRule]) -> list[Need]:
    """Join rules into one need for each capability: the highest level, required if any says so.

    Hospitals may be asked where every rule that requires the capability lets them.

    Returns:
        The required ones first, then by capability.
    """
    asking: dict[str, list[NeedRule]] = {}
    for rule in rules:
        asking.setdefault(rule.capability, []).append(rule)
    found = [
        Need(
            capability,
            max(rule.level or 0 for rule in own) or None,
            any(rule.is_required for rule in own),
            tuple((rule.network, rule.code) for rule in own),
            _ask(own),
        )
        for capability, own in asking.items()
    ]
    return sorted(found, key=lambda need: (not need.is_required, need.capability))


def possible_needs(rules: Iterable[NeedRule]) -> list[Need]:
    """Return every need which ``needs_of`` may require of a hospital, whoever the patient is."""
    asking: dict[str, list[NeedRule]] = {}
    for rule in rules:
        asking.setdefault(rule.capability, []).append(rule)
    return [
        Need(capability, level or None, is_required=True, rules=(), ask=ask)
        for capability, own in sorted(asking.items())
        if (asks := {rule.ask for rule in own if rule.is_required})
        for level in sorted({rule.level or 0 for rule in own})
        for ask in sorted(asks, key=lambda one: (one is not None, str(one)))
    ]


def _ask(rules: list[NeedRule]) -> Ask | None:
    """Return who may be asked by the strictest of the rules that require a capability."""
    asks = [rule.ask for rule in rules if rule.is_required]
    if any(ask is None for ask in asks):
        return None
    return max((ask for ask in asks if ask), key=lambda ask: ask.level or 0, default=None)
