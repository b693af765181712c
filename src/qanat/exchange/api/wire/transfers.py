"""The day's planned transfers: the flights proposed together, and whom nobody flies."""

from typing import Annotated

from msgspec import Meta

from qanat.exchange.api.shapes import Moment, Sent, Told
from qanat.exchange.api.wire.missions import MissionMade
from qanat.response.dispatch.suggest.transfer_keys import LONGEST
from qanat.response.dispatch.suggest.transfers import MOST, Why

Key = Annotated[str, Meta(min_length=1, max_length=LONGEST)]


class TransferHopOut(Told):
    """A flight between two places; ``aboard`` are the ids of the requests whose patients fly."""

    start: str
    end: str
    depart_at: Moment
    arrive_at: Moment
    length_m: float
    aboard: tuple[int, ...]


class TransferFlightOut(Told):
    """What one aircraft is to fly, from its base and back.

    ``requests`` are the ids of those it serves, in the order of arrival.
    """

    key: str
    aircraft: str
    free_at: Moment
    cost_tiyn: int
    requests: tuple[int, ...]
    hops: tuple[TransferHopOut, ...]


class NotFlownOut(Told):
    """A planned request which is not flown today, and why."""

    request_id: int
    number: str
    why: Why


class TransfersOut(Told):
    """Flights which together cost least. To commit some, send their keys back.

    ``cost`` counts those left out as well and ``bound`` is what no choice comes below, in tenge;
    ``waiting`` is how many wait in all, of which the longest waiting are planned.
    """

    proposed_at: Moment
    waiting: int
    cost: float
    bound: float
    is_proved: bool
    flights: tuple[TransferFlightOut, ...]
    not_flown: tuple[NotFlownOut, ...]


class TransferChoice(Sent):
    """The flights to commit, by their keys: all of them or none."""

    keys: Annotated[tuple[Key, ...], Meta(min_length=1, max_length=MOST)]


class TransfersMade(Told):
    """The missions that were committed, in the order of the keys."""

    items: tuple[MissionMade, ...]
