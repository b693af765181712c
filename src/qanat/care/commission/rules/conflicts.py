"""Who may not vote on a matter: those who said so, and those of whom it is known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Voter:
    """A voting member as the rules see him.

    Attributes:
        seat: ``chair``, ``deputy`` or ``member``.
        facility_id: where he works, if at one of the registered organisations.
    """

    member_id: int
    account_id: int
    seat: str
    facility_id: int | None = None


@dataclass(frozen=True, slots=True)
class Concerns:
    """What is known of a matter that bars people from it.

    Attributes:
        organisations: ids of facilities from which it comes.
        accounts: ids of accounts of physicians who treated the patient earlier.
    """

    organisations: frozenset[int] = frozenset()
    accounts: frozenset[int] = frozenset()


def conflicts(
    voters: Iterable[Voter], concerns: Concerns, declared: Mapping[int, str]
) -> dict[int, str]:
    """Return why which members may not vote; what is known outweighs what was said.

    Args:
        voters: all with a vote.
        concerns: what is known of the matter.
        declared: what members said themselves, by member.
    """
    found: dict[int, str] = {}
    for voter in voters:
        if voter.account_id in concerns.accounts:
            found[voter.member_id] = "treated"
        elif voter.facility_id is not None and voter.facility_id in concerns.organisations:
            found[voter.member_id] = "same_organisation"
        elif voter.member_id in declared:
            found[voter.member_id] = declared[voter.member_id]
    return found


def presiding(voters: Iterable[Voter], barred: Mapping[int, str], there: Iterable[int]) -> int:
    """Return who presides over a matter: the chair, else the deputy who is there; 0: nobody."""
    present = set(there)
    able = {
        voter.seat: voter.member_id
        for voter in voters
        if voter.member_id in present and voter.member_id not in barred
    }
    return able.get("chair") or able.get("deputy") or 0
