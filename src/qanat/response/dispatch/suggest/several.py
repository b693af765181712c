"""Ask about several requests at one moment: what they share is read once."""

from collections.abc import Collection
from datetime import datetime
from typing import Self

from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.queries.record import people_of_each
from qanat.response.dispatch.queries.requests import seen_requests
from qanat.response.dispatch.suggest.beds import Beds
from qanat.response.dispatch.suggest.exact.asking import nation_for, pose
from qanat.response.dispatch.suggest.exact.keeping import Current
from qanat.response.dispatch.suggest.exact.warming import refuse_while_warming
from qanat.response.dispatch.suggest.proposals import Proposals, Wider, propose_in
from qanat.response.dispatch.suggest.soonest import Ways, soonest_in


class Several:
    """Some requests with their people, in one nation with its beds.

    Nobody else is asked about: of another request it answers that there is none.
    """

    def __init__(
        self,
        actor: Actor,
        rows: Collection[Request],
        now: datetime,
        but_for: tuple[str, int] | None = None,
    ) -> None:
        self._rows = {row.pk: row for row in rows}
        self._people = people_of_each(actor, rows)
        self._now, self._but_for = now, but_for
        self._beds = Beds(now.replace(second=0, microsecond=0))
        self._nations: dict[tuple[object, ...], Current] = {}

    @classmethod
    def of(cls, actor: Actor, request_ids: Collection[int], now: datetime) -> Self:
        """Return those of some requests which the actor may see."""
        return cls(actor, seen_requests(actor, request_ids), now)

    def propose(self, request_id: int, wider: Wider | None = None) -> Proposals:
        """Return the plans for one of them, as ``propose`` does.

        Raises:
            NotFound: if it is none of them.
            PlaceUnknown: if nobody knows where the patient is.
        """
        row = self._row(request_id)
        people = self._people[row.pk]
        return propose_in(self._nation(row), row, people, wider, self._beds)

    def soonest(self, request_id: int) -> Ways:
        """Return how soon care can begin for one of them, as ``soonest_ways`` does.

        Raises:
            NotFound: if it is none of them.
            PlaceUnknown: if nobody knows where the patient is.
            StillWarming: if the planner of this process is being made ready.
        """
        refuse_while_warming()
        row = self._row(request_id)
        return soonest_in(pose(row, self._people[row.pk], self._nation(row), self._beds))

    def _row(self, request_id: int) -> Request:
        if (row := self._rows.get(request_id)) is None:
            raise NotFound
        return row

    def _nation(self, row: Request) -> Current:
        """Return the nation of a patient, the same for all who come from and go where he does."""
        key = (row.country_abroad, row.receiving_airfield_id, row.companion)
        if key not in self._nations:
            self._nations[key] = nation_for(row, self._now, self._but_for)
        return self._nations[key]
