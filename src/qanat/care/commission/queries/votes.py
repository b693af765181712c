"""Who may vote on a matter, who did, and what it comes to."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from qanat.care.commission.models import Attendance, Item, Member, Sitting, Vote
from qanat.care.commission.queries.procedure import procedure_on
from qanat.care.commission.rules.conflicts import Concerns, Voter, conflicts, presiding
from qanat.care.commission.rules.counting import Count, base_of, count, quorum_of
from qanat.care.commission.rules.procedure import Procedure
from qanat.care.commission.states import Kind, Missing, Outcome
from qanat.foundation.days import national_day


@dataclass(frozen=True, slots=True)
class Bench:
    """Everybody with a vote in a sitting, as one matter sees them.

    Attributes:
        voters: all with a seat and a vote on the day of the sitting.
        barred: why which of them may not vote on the matter.
        there: who is there; in a written vote everybody.
        presiding: who presides over the matter; 0: nobody.
        base: how many are entitled to vote.
        quorum: how many of them have to vote.
    """

    voters: tuple[Voter, ...]
    barred: Mapping[int, str]
    there: frozenset[int]
    presiding: int
    base: int
    quorum: int

    @property
    def able(self) -> frozenset[int]:
        """Who is there and may vote."""
        return self.there - self.barred.keys()

    def voter_of(self, account_id: int) -> Voter | None:
        """Return the voter who is an account."""
        return next((one for one in self.voters if one.account_id == account_id), None)


def voters_of(sitting: Sitting) -> tuple[Voter, ...]:
    """Return everybody with a seat and a vote on the day of a sitting."""
    day = national_day(sitting.starts_at)
    rows = Member.objects.filter(body=sitting.body_id).on(day).voting().order_by("id")
    return tuple(Voter(m.pk, m.account_id, m.seat, m.facility_id) for m in rows)


def there_of(sitting: Sitting, voters: Iterable[Voter]) -> frozenset[int]:
    """Return who is at a sitting; a written vote asks everybody."""
    members = frozenset(voter.member_id for voter in voters)
    if sitting.kind == Kind.WRITTEN:
        return members
    here = Attendance.objects.filter(sitting=sitting, left_at=None)
    return members & frozenset(here.values_list("member_id", flat=True))


def bench_of(item: Item, sitting: Sitting) -> Bench:
    """Return those with a vote as a matter sees them."""
    return benches_of([item], sitting)[item.pk]


def benches_of(items: Iterable[Item], sitting: Sitting) -> dict[int, Bench]:
    """Return the same for several matters of one sitting, with prefetched concerns."""
    voters = voters_of(sitting)
    there = there_of(sitting, voters)
    return {item.pk: _bench(item, voters, there) for item in items}


def votes_of(item: Item) -> list[Vote]:
    """Return the votes of the present round, in the order of the members."""
    return list(Vote.objects.filter(item=item, round=item.round).order_by("member_id"))


def missing_of(bench: Bench, voted: Collection[int]) -> dict[str, str]:
    """Return why members did not vote, by the id of the seat as it is stored."""
    return {
        str(one): bench.barred.get(one)
        or (Missing.SILENT if one in bench.there else Missing.ABSENT).value
        for one in sorted({voter.member_id for voter in bench.voters} - set(voted))
    }


def counted(item: Item, bench: Bench, votes: Iterable[Vote]) -> Count:
    """Count the votes on a matter under the rules of its day."""
    return count(
        {vote.member_id: vote.outcome for vote in votes},
        members=[voter.member_id for voter in bench.voters],
        barred=bench.barred,
        chair=bench.presiding,
        procedure=procedure_on(item.rules_on),
    )


def _bench(item: Item, voters: tuple[Voter, ...], there: frozenset[int]) -> Bench:
    procedure = procedure_on(item.rules_on)
    concerns = list(item.concerns.all())
    barred = conflicts(
        voters,
        Concerns(
            frozenset(c.facility_id for c in concerns if c.facility_id is not None),
            frozenset(c.account_id for c in concerns if c.account_id is not None),
        ),
        {one.member_id: one.why for one in item.declared.all()},
    )
    base = _base(voters, barred, procedure)
    return Bench(
        voters=voters,
        barred=barred,
        there=there,
        presiding=presiding(voters, barred, there),
        base=base,
        quorum=quorum_of(base, procedure.quorum_percent),
    )


def must_hear(item: Item, outcome: str) -> bool:
    """Tell whether the applicant has yet to be heard before a matter is decided so."""
    is_refusal = outcome == Outcome.REFUSE and not item.heard
    return is_refusal and procedure_on(item.rules_on).hears_before_refusal


def _base(voters: tuple[Voter, ...], barred: Mapping[int, str], procedure: Procedure) -> int:
    return base_of(len(voters), len(barred), recusal_lowers=procedure.recusal_lowers)
