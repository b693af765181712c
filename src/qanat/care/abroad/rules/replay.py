"""One case under two acts: what each says of it, and why they differ."""

from dataclasses import dataclass

from qanat.care.abroad.rules.acts import Act
from qanat.care.abroad.rules.eligibility import Finding, Told, Why, assess


@dataclass(frozen=True, slots=True)
class Replay:
    """What two acts say of a case.

    Attributes:
        only_own: what speaks against it, or is open, under its own act alone.
        only_other: the same under the other act alone.
        is_listed: whether its disease stands in the list of either.
        priorities_lost: classes which the other act does not know it by.
        papers_more: papers which the other act asks for besides.
    """

    own: Finding
    other: Finding
    only_own: tuple[Why, ...]
    only_other: tuple[Why, ...]
    is_listed: tuple[bool, bool]
    priorities_lost: tuple[str, ...]
    priorities_won: tuple[str, ...]
    papers_more: tuple[str, ...]
    papers_less: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Tell whether both say the same of it."""
        return (self.own.outlook, self.own.category, self.own.against) == (
            self.other.outlook, self.other.category, self.other.against,
        )  # fmt: skip


def replay(own: Act, other: Act, told: Told) -> Replay:
    """Put a case to its own act and to another one."""
    first, second = assess(own, told), assess(other, told)
    mine, theirs = _doubts(first), _doubts(second)
    papers, others = _papers(own), _papers(other)
    return Replay(
        own=first,
        other=second,
        only_own=tuple(why for why in mine if why not in theirs),
        only_other=tuple(why for why in theirs if why not in mine),
        is_listed=(_is_listed(own, told), _is_listed(other, told)),
        priorities_lost=_without(first.priorities, second.priorities),
        priorities_won=_without(second.priorities, first.priorities),
        papers_more=_without(others, papers),
        papers_less=_without(papers, others),
    )


def _doubts(finding: Finding) -> tuple[Why, ...]:
    return (*finding.against, *finding.missing)


def _papers(act: Act) -> tuple[str, ...]:
    return tuple(one.code for one in act.documents)


def _is_listed(act: Act, told: Told) -> bool:
    return bool(told.disease) and act.disease(told.disease) is not None


def _without(some: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code for code in some if code not in others)
