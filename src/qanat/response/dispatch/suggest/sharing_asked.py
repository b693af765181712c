"""Named requests which may share a flight with one, asked in the nation as it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from qanat.engine.kbest.model import Policy
from qanat.engine.kbest.scenario import SharedAnswer
from qanat.engine.kbest.sharing import share
from qanat.foundation.actors import Actor
from qanat.foundation.parameters.queries import parameter
from qanat.response.dispatch.parameters import SHARED_DELAY
from qanat.response.dispatch.queries.requests import get_request
from qanat.response.dispatch.suggest.exact.asking import nation_for
from qanat.response.dispatch.suggest.exact.losing import with_losses
from qanat.response.dispatch.suggest.naming import names_of
from qanat.response.dispatch.suggest.sharing import asked_in, is_sharable, single_beds


@dataclass(frozen=True, slots=True)
class SharedExactly:
    """The best shared flights, and the names of what they use."""

    answer: SharedAnswer
    names: dict[str, str]


class FliesAloneError(ValueError):
    """One of the others may share no flight; ``number`` says which, ``None`` the request itself."""

    def __init__(self, number: int | None) -> None:
        super().__init__("flies alone")
        self.number = number


def share_exactly(
    actor: Actor,
    request_id: int,
    others: Sequence[int],
    now: datetime,
    *,
    count: int,
    policy: Policy,
    delay_s: float | None = None,
) -> SharedExactly:
    """Return the best flights on which a request takes one of some others along.

    Args:
        actor: who asks.
        request_id: the request.
        others: ids of the others.
        now: the moment.
        count: how many flights.
        policy: what is charged.
        delay_s: how much later than alone care may begin; left out: as the pages have it.

    Raises:
        NotFound: if one of them does not exist, or the actor may not see it.
        PlaceUnknown: if nobody knows where a patient is.
        FliesAloneError: if one may share no flight.
    """
    rows = [get_request(actor, pk) for pk in (request_id, *others)]
    for number, row in enumerate(rows):
        if not is_sharable(row) or row.pk in {one.pk for one in rows[:number]}:
            raise FliesAloneError(number - 1 if number else None)
    delay_s = parameter(SHARED_DELAY, on=now).number if delay_s is None else delay_s
    current = nation_for(rows[0], now)
    current = with_losses(current) if policy.coverage else current
    asked = [asked_in(actor, row, current, policy, delay_s) for row in rows]
    own, rest = asked[0], asked[1:]
    single = [single_beds(own, other) for other in rest]
    snapshot, riders = own.posed.current.snapshot, tuple(one.rider for one in asked)
    found = share(snapshot, own.rider, riders[1:], count, single=single)
    names = names_of(own.posed, rows[0])
    nation, used = snapshot.nation, set[str]()
    for way in found.ways:
        used.add(nation.aircraft[way.aircraft].id)
        for stop in way.stops:
            used |= {
                things[at].id
                for things, at in (
                    (nation.places, stop.place),
                    (nation.ambulances, stop.van),
                    (nation.hospitals, stop.hospital),
                )
                if at is not None
            }
    alone_s = tuple(one.alone_s for one in asked)
    told = {key: name for key in sorted(used) if (name := names.of(key)) != key}
    return SharedExactly(SharedAnswer(snapshot, found, riders, alone_s), told)
