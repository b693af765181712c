"""START and JumpSTART asked as yes and no, one question after the other.

Source:
    docs/sources.md#start-and-jumpstart
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from qanat.engine.scores.triage import (
    ADULT_BREATHS_HIGH,
    CHILD_BREATHS_HIGH,
    AdultFindings,
    Ask,
    Awareness,
    Category,
    ChildFindings,
    Question,
    Triage,
    jump_start,
    start,
)

YES: Final = "y"
NO: Final = "n"
COLOURS: Final[Mapping[Category, str]] = {
    Category.MINOR: "green",
    Category.DELAYED: "yellow",
    Category.IMMEDIATE: "red",
    Category.DECEASED: "black",
}
_SHARED: Final[dict[Question, tuple[str, Any, Any]]] = {
    question: (question.value, True, False)
    for question in (
        Question.CAN_WALK,
        Question.IS_BREATHING,
        Question.BREATHES_AFTER_AIRWAY,
        Question.FOLLOWS_COMMANDS,
        Question.HAS_PULSE,
        Question.BREATHES_AFTER_RESCUE,
    )
}
"""Of each question: the finding, what it is after yes, and after no."""
_ADULT: Final = _SHARED | {
    Question.BREATHS_PER_MIN: ("breaths_per_min", ADULT_BREATHS_HIGH + 1, ADULT_BREATHS_HIGH),
    Question.PERFUSION: ("has_radial_pulse", True, False),
}
_CHILD: Final = _SHARED | {
    Question.BREATHS_PER_MIN: ("breaths_per_min", CHILD_BREATHS_HIGH + 1, CHILD_BREATHS_HIGH),
    Question.AWARENESS: ("awareness", Awareness.ALERT, Awareness.UNRESPONSIVE),
}


@dataclass(frozen=True, slots=True)
class Guided:
    """How far the questions have come: what was answered, and what is next or was found."""

    is_child: bool
    answered: tuple[tuple[Question, bool], ...]
    question: Question | None
    colour: str

    @property
    def answers(self) -> str:
        """The answers as letters."""
        return "".join(YES if is_yes else NO for _question, is_yes in self.answered)


def guide(answers: str, *, is_child: bool) -> Guided:
    """Ask the next question, or tell the colour; letters after the end or unknown are left out."""
    findings: AdultFindings | ChildFindings = ChildFindings() if is_child else AdultFindings()
    means = _CHILD if is_child else _ADULT
    answered: list[tuple[Question, bool]] = []
    for letter in answers:
        found = _sorted(findings)
        if isinstance(found, Triage) or letter not in (YES, NO):
            break
        name, yes, no = means[found.question]
        findings = replace(findings, **{name: yes if letter == YES else no})
        answered.append((found.question, letter == YES))
    found = _sorted(findings)
    if isinstance(found, Triage):
        return Guided(is_child, tuple(answered), None, COLOURS[found.category])
    return Guided(is_child, tuple(answered), found.question, "")


def _sorted(findings: AdultFindings | ChildFindings) -> Triage | Ask:
    return start(findings) if isinstance(findings, AdultFindings) else jump_start(findings)
