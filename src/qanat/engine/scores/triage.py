"""START and JumpSTART: sorting many casualties in a minute each.

A question which was not answered yet is ``None``; the sort then says which question comes
next instead of guessing.

Source:
    docs/sources.md#start-and-jumpstart
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from qanat.engine.scores.results import Method

START: Final = Method(
    name="START",
    version="1996, table 1",
    source="Benson, Koenig, Schultz 1996: Disaster triage: START, then SAVE",
    is_verified=True,
)
JUMPSTART: Final = Method(
    name="JumpSTART",
    version="2002, table 1",
    source="Romig 2002: Pediatric triage, a system to JumpSTART your triage of young patients",
    is_verified=True,
)

ADULT_BREATHS_HIGH: Final = 30
ADULT_REFILL_SLOW_S: Final = 2.0
CHILD_BREATHS_LOW: Final = 15
CHILD_BREATHS_HIGH: Final = 45


class Category(StrEnum):
    """The colour of a casualty's tag."""

    MINOR = "minor"
    DELAYED = "delayed"
    IMMEDIATE = "immediate"
    DECEASED = "deceased"


class Awareness(StrEnum):
    """The AVPU scale; pain tells a fitting movement from posturing."""

    ALERT = "A"
    VOICE = "V"
    PAIN_APPROPRIATE = "P_appropriate"
    PAIN_INAPPROPRIATE = "P_inappropriate"
    UNRESPONSIVE = "U"


class Question(StrEnum):
    """A finding on which the sort depends."""

    CAN_WALK = "can_walk"
    IS_BREATHING = "is_breathing"
    BREATHES_AFTER_AIRWAY = "breathes_after_airway"
    HAS_PULSE = "has_pulse"
    BREATHES_AFTER_RESCUE = "breathes_after_rescue"
    BREATHS_PER_MIN = "breaths_per_min"
    PERFUSION = "perfusion"
    FOLLOWS_COMMANDS = "follows_commands"
    AWARENESS = "awareness"


@dataclass(frozen=True, slots=True)
class Triage:
    """The category, and the finding which decided it."""

    method: Method
    category: Category
    decided_by: Question


@dataclass(frozen=True, slots=True)
class Ask:
    """No category yet: this question comes next."""

    method: Method
    question: Question


@dataclass(frozen=True, slots=True, kw_only=True)
class AdultFindings:
    """What was found at an adult; ``None`` where not asked yet."""

    can_walk: bool | None = None
    is_breathing: bool | None = None
    breathes_after_airway: bool | None = None
    breaths_per_min: int | None = None
    has_radial_pulse: bool | None = None
    capillary_refill_s: float | None = None
    follows_commands: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildFindings:
    """What was found at a child; ``None`` where not asked yet."""

    can_walk: bool | None = None
    is_breathing: bool | None = None
    breathes_after_airway: bool | None = None
    has_pulse: bool | None = None
    breathes_after_rescue: bool | None = None
    breaths_per_min: int | None = None
    awareness: Awareness | None = None


_Step = tuple[Question, bool | None, Category]
"""A question, whether its finding decides, and the category it then gives."""


def start(findings: AdultFindings) -> Triage | Ask:
    """Sort an adult.

    Args:
        findings: what was found so far.

    Returns:
        The category with the finding that decided it, or the next question.
    """
    if (early := _walks_or_breathes(START, findings)) is not None:
        return early
    if findings.is_breathing is False:
        return _after_airway(START, findings.breathes_after_airway, Category.DECEASED)
    breaths = findings.breaths_per_min
    return _first_that_decides(
        START,
        (
            (
                Question.BREATHS_PER_MIN,
                None if breaths is None else breaths > ADULT_BREATHS_HIGH,
                Category.IMMEDIATE,
            ),
            (Question.PERFUSION, _is_badly_perfused(findings), Category.IMMEDIATE),
            (Question.FOLLOWS_COMMANDS, _negated(findings.follows_commands), Category.IMMEDIATE),
        ),
        last=Question.FOLLOWS_COMMANDS,
    )


def jump_start(findings: ChildFindings) -> Triage | Ask:
    """Sort a child of about 1 to 8 years.

    Args:
        findings: what was found so far.

    Returns:
        The category with the finding that decided it, or the next question.
    """
    if (early := _walks_or_breathes(JUMPSTART, findings)) is not None:
        return early
    if findings.is_breathing is False:
        return _child_without_breath(findings)
    breaths, awareness = findings.breaths_per_min, findings.awareness
    fitting = {Awareness.ALERT, Awareness.VOICE, Awareness.PAIN_APPROPRIATE}
    return _first_that_decides(
        JUMPSTART,
        (
            (
                Question.BREATHS_PER_MIN,
                None if breaths is None else not CHILD_BREATHS_LOW <= breaths <= CHILD_BREATHS_HIGH,
                Category.IMMEDIATE,
            ),
            (Question.HAS_PULSE, _negated(findings.has_pulse), Category.IMMEDIATE),
            (
                Question.AWARENESS,
                None if awareness is None else awareness not in fitting,
                Category.IMMEDIATE,
            ),
        ),
        last=Question.AWARENESS,
    )


def _walks_or_breathes(
    method: Method, findings: AdultFindings | ChildFindings
) -> Triage | Ask | None:
    """Answer the first two questions, which both methods share; ``None`` to go on."""
    if findings.can_walk is None:
        return Ask(method, Question.CAN_WALK)
    if findings.can_walk:
        return Triage(method, Category.MINOR, Question.CAN_WALK)
    return Ask(method, Question.IS_BREATHING) if findings.is_breathing is None else None


def _after_airway(
    method: Method,
    breathes: bool | None,  # noqa: FBT001 - a finding, not a switch
    otherwise: Category,
) -> Triage | Ask:
    if breathes is None:
        return Ask(method, Question.BREATHES_AFTER_AIRWAY)
    category = Category.IMMEDIATE if breathes else otherwise
    return Triage(method, category, Question.BREATHES_AFTER_AIRWAY)


def _child_without_breath(findings: ChildFindings) -> Triage | Ask:
    """Sort a child that does not breathe: airway, pulse, five rescue breaths."""
    if findings.breathes_after_airway is not False:
        return _after_airway(JUMPSTART, findings.breathes_after_airway, Category.DECEASED)
    if findings.has_pulse is None:
        return Ask(JUMPSTART, Question.HAS_PULSE)
    if not findings.has_pulse:
        return Triage(JUMPSTART, Category.DECEASED, Question.HAS_PULSE)
    if findings.breathes_after_rescue is None:
        return Ask(JUMPSTART, Question.BREATHES_AFTER_RESCUE)
    category = Category.IMMEDIATE if findings.breathes_after_rescue else Category.DECEASED
    return Triage(JUMPSTART, category, Question.BREATHES_AFTER_RESCUE)


def _first_that_decides(
    method: Method, steps: tuple[_Step, ...], *, last: Question
) -> Triage | Ask:
    """Go through the steps in order; if none decides, the casualty can wait."""
    for question, decides, category in steps:
        if decides is None:
            return Ask(method, question)
        if decides:
            return Triage(method, category, question)
    return Triage(method, Category.DELAYED, last)


def _is_badly_perfused(findings: AdultFindings) -> bool | None:
    """Judge by the radial pulse or the refill; either one that is bad suffices."""
    refill = findings.capillary_refill_s
    is_slow = None if refill is None else refill > ADULT_REFILL_SLOW_S
    if findings.has_radial_pulse is False or is_slow:
        return True
    return None if findings.has_radial_pulse is None and is_slow is None else False


def _negated(finding: bool | None) -> bool | None:  # noqa: FBT001 - a finding, not a switch
    return None if finding is None else not finding
