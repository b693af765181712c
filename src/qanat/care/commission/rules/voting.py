"""What a vote has to say."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """How somebody votes.

    Attributes:
        ground: why it is refused; "" otherwise.
        facility_id: where at home it is treated; None otherwise.
    """

    outcome: str
    reasons: str
    ground: str = ""
    facility_id: int | None = None


def is_whole(ballot: Ballot, grounds: Collection[str]) -> bool:
    """Tell whether a vote says all that its outcome asks for; grounds are those of the matter."""
    if not ballot.reasons.strip():
        return False
    if ballot.outcome == "refuse":
        return ballot.ground in grounds
    return ballot.outcome != "home" or ballot.facility_id is not None


def tidy(ballot: Ballot) -> Ballot:
    """Return a vote without what its outcome does not ask for."""
    return Ballot(
        outcome=ballot.outcome,
        reasons=ballot.reasons.strip(),
        ground=ballot.ground if ballot.outcome == "refuse" else "",
        facility_id=ballot.facility_id if ballot.outcome == "home" else None,
    )
