"""Propose for many requests at once: everybody's plans, and the choice that is best together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from qanat.foundation.actors import Actor
from qanat.foundation.parameters.queries import parameter
from qanat.response.crisis.parameters import LATE_MIN, LEFT_OUT_MIN, WEIGHTS
from qanat.response.crisis.rules.together import Offer, Together, Weights, choose_together
from qanat.response.dispatch.queries.requests import RequestRow
from qanat.response.dispatch.suggest import Proposal, Proposals, Wider
from qanat.response.dispatch.suggest.several import Several
from qanat.response.dispatch.suggest.wanting import PlaceUnknown

MOST_TOGETHER: Final = 20
"""Requests chosen for at once."""
PLANS_EACH: Final = 60
"""Plans made for each of every kind, among which it is chosen."""
ROUNDS: Final = 4
"""How often those who fared ill are planned once more around what the others got."""
MUCH_S: Final = 600.0
"""Care so much later than by one's own best plan is worth another look."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A plan of a request, with the answer it stands in and the vehicles it was made without."""

    proposal: Proposal
    answer: Proposals
    without: frozenset[str] = frozenset()

    @property
    def care_s(self) -> float:
        """Seconds until definitive care, or until a team is with the patient."""
        moment = self.proposal.plan.definitive_at or self.proposal.plan.contact_at
        return (moment - self.answer.at).total_seconds()


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is proposed for one request.

    Attributes:
        request: whose it is.
        is_place_unknown: there is nothing to plan.
        own: its best plan by itself, None if it has none.
        plan: the plan chosen for it, None if it gets none.
    """

    request: RequestRow
    is_place_unknown: bool
    own: Offered | None
    plan: Offered | None

    @property
    def is_own_best(self) -> bool:
        """Tell whether it gets what it would have got alone."""
        return self.plan is not None and self.plan == self.own

    @property
    def lost_s(self) -> float:
        """How much later care begins than by its own best plan; never less than nothing."""
        if self.plan is None or self.own is None:
            return 0.0
        return max(0.0, self.plan.care_s - self.own.care_s)


@dataclass(frozen=True, slots=True)
class AllTogether:
    """What is proposed for all, with the proof."""

    lines: tuple[Chosen, ...]
    proof: Together
    plans: int


def propose_together(actor: Actor, rows: Sequence[RequestRow], now: datetime) -> AllTogether:
    """Return the best plans for many requests, no vehicle twice; at most ``MOST_TOGETHER``.

    The choice is exact among the plans made. Plans of one aircraft know its best ambulance only,
    so that whoever gets nothing, or care much later, is planned again without the vehicles of the
    others: together, and in turn, with which it is compared.
    """
    first = rows[:MOST_TOGETHER]
    several = Several.of(actor, [row.id for row in first], now)
    offered: dict[int, list[Offered]] = {}
    for row in first:
        try:
            offered[row.id] = _offered(several, row.id)
        except PlaceUnknown:
            continue
    urgency, weights = {row.id: row.urgency for row in first}, _weights(now)
    proof = choose_together(_counted(offered), urgency, weights)
    for _round in range(ROUNDS):
        ways = (proof.places, proof.in_turn)
        wider = [_widen(several, offered, way) for way in ways]
        if not any(wider):
            break
        proof = choose_together(_counted(offered), urgency, weights)
    return AllTogether(
        lines=tuple(_line(row, offered, proof) for row in first),
        proof=proof,
        plans=sum(map(len, offered.values())),
    )


def _widen(
    several: Several, offered: dict[int, list[Offered]], way: Mapping[int, int | None]
) -> bool:
    """Plan those who fared ill around the others; tell whether there is more to choose from."""
    got = {
        one: offered[one][place].proposal.plan.promised
        for one, place in way.items()
        if place is not None
    }
    is_wider = False
    for one in sorted(one for one in offered if _fares_ill(offered[one], way.get(one))):
        of_others = {unit for other, units in got.items() if other != one for unit in units}
        without = frozenset(of_others)
        if any(known.without == without for known in offered[one]):
            continue
        if more := _offered(several, one, without):
            offered[one].extend(more)
            got[one] = more[0].proposal.plan.promised
            is_wider = True
    return is_wider


def _fares_ill(plans: Sequence[Offered], place: int | None) -> bool:
    """Tell whether a request that has plans gets none, or one much later than its own best."""
    if not plans or place is None:
        return bool(plans)
    return plans[place].care_s - plans[0].care_s > MUCH_S


def _offered(
    several: Several, request_id: int, without: frozenset[str] = frozenset()
) -> list[Offered]:
    """Return the best plans which do what was decided and move somebody."""
    answer = several.propose(request_id, Wider(PLANS_EACH, without))
    found = [p for p in answer.proposals if p.is_as_decided and p.plan.units]
    return [Offered(proposal, answer, without) for proposal in found[:PLANS_EACH]]


def _counted(offered: Mapping[int, Sequence[Offered]]) -> dict[int, list[Offer]]:
    return {
        one: [
            Offer(
                units=frozenset(o.proposal.plan.promised),
                care_s=o.care_s,
                is_late=not o.proposal.plan.is_in_time,
            )
            for o in found
        ]
        for one, found in offered.items()
    }


def _line(row: RequestRow, offered: Mapping[int, Sequence[Offered]], proof: Together) -> Chosen:
    plans, place = offered.get(row.id, ()), proof.places.get(row.id)
    return Chosen(
        request=row,
        is_place_unknown=row.id not in offered,
        own=plans[0] if plans else None,
        plan=plans[place] if place is not None else None,
    )


def _weights(now: datetime) -> Weights:
    def figure(key: str) -> float:
        return parameter(key, on=now).number

    return Weights(
        of_urgency={urgency: figure(key) for urgency, key in WEIGHTS.items()},
        late_min=figure(LATE_MIN),
        left_out_min=figure(LEFT_OUT_MIN),
    )
