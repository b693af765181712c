"""Decisions of pathways: which windows run, and what the receiving hospital must be able to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from qanat.registry.icd import is_in_age, is_within


@dataclass(frozen=True, slots=True)
class WindowRule:
    """How long after the onset a treatment makes sense, for a range of diagnoses."""

    network: str
    treatment: str
    icd_from: str
    icd_to: str
    limit_s: int


@dataclass(frozen=True, slots=True)
class NeedRule:
    """What the hospital of a patient must be able to do; empty bounds fit everything."""

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


@dataclass(frozen=True, slots=True)
class Need:
    """A capability that is needed, with the rules that ask for it."""

    capability: str
    level: int | None
    is_required: bool
    rules: tuple[tuple[str, str], ...]


def is_running(rule: WindowRule, icd10: str) -> bool:
    """Tell whether a window concerns a diagnosis."""
    return is_within(icd10, rule.icd_from, rule.icd_to)


def closes_at(rule: WindowRule, onset_at: datetime) -> datetime:
    """Return the last moment at which the treatment makes sense."""
    return onset_at + timedelta(seconds=rule.limit_s)


def fits(
    rule: NeedRule, icd10: str, age_years: float | None, *, is_pregnant: bool | None = None
) -> bool:
    """Tell whether a rule concerns a patient; what is not known fits no bound."""
    if rule.icd_from and not is_within(icd10, rule.icd_from, rule.icd_to):
        return False
    if rule.is_pregnant is not None and rule.is_pregnant is not is_pregnant:
        return False
    return is_in_age(age_years, rule.age_from_years, rule.age_to_years)


def needs_of(rules: Iterable[NeedRule]) -> list[Need]:
    """Join rules into one need for each capability: the highest level, required if any says so.

    Returns:
        The required ones first, then by capability.
    """
    found: dict[str, Need] = {}
    for rule in rules:
        named = ((rule.network, rule.code),)
        before = found.get(
            rule.capability, Need(rule.capability, None, is_required=False, rules=())
        )
        found[rule.capability] = Need(
            rule.capability,
            max((before.level or 0, rule.level or 0)) or None,
            before.is_required or rule.is_required,
            before.rules + named,
        )
    return sorted(found.values(), key=lambda need: (not need.is_required, need.capability))
