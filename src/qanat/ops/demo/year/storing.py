"""Write a planned year into the records, as the past is written: the same rules as live work."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import cycle
from typing import Final

from qanat.care.telemedicine.commands import (
    PastConsultation,
    PastOrder,
    store_past_consultations,
    store_past_orders,
)
from qanat.foundation.actors import SYSTEM
from qanat.ops.demo.year.drafts import (
    assessment_draft,
    commitments_of,
    flight_draft,
    order_draft,
    refusal_draft,
    request_draft,
    service_draft,
    trip_draft,
)
from qanat.ops.demo.year.totals import Totals
from qanat.ops.demo.year.values import Flight, Order, Service, Trip, Year
from qanat.ops.progress import Progress
from qanat.registry.fleet.commands import buy_demo_hours
from qanat.registry.fleet.queries import contract_rows
from qanat.registry.patients.commands import PatientDraft, ensure_patients
from qanat.registry.patients.states import Residency, Source
from qanat.response.commitments.commands import store_kept
from qanat.response.dispatch.commands.history import (
    PastOutcome,
    Provenance,
    add_past_patients,
    serve_requests,
    store_past_assessments,
    store_past_costs,
    store_past_missions,
    store_past_outcomes,
    store_past_requests,
    store_past_services,
)
from qanat.response.dispatch.commands.numbers import next_numbers

POINTS: Final = ("24h", "7d", "30d")
CONCLUSION: Final = "Заключение дано (синтетические данные)"
HOUR: Final = timedelta(hours=1)
ROUNDED_H: Final = 25
"""Hours are bought by so many."""
BOUGHT: Final = (1.09, 1.04, 1.12, 0.97, 1.06, 1.15, 1.02, 1.08)
"""Hours bought for each flown, operator by operator: one used up what it had sold."""


@dataclass(slots=True)
class Writer:
    """A year on its way into the records; ids stand in the order of the plan."""

    totals: Totals
    year: Year
    now: datetime
    progress: Progress
    people: list[int] = field(default_factory=list)
    requests: list[int] = field(default_factory=list)

    @property
    def source(self) -> Provenance:
        """Return where the records come from."""
        return Provenance(self.now, is_synthetic=True, is_live=True)

    def write(self) -> None:
        """Store everything; called inside the one transaction of the year."""
        self._people()
        self._requests()
        self._flights()
        self._trips()
        self._orders()
        self._outcomes()

    def _say(self, what: str) -> None:
        self.progress(f"Year {self.totals.year}: {what}")

    def _people(self) -> None:
        self._say(f"{len(self.year.people)} persons")
        drafts = [
            PatientDraft(
                name=one.name,
                sex=one.sex,
                birth_on=one.born_on,
                citizenship="KZ",
                residency=Residency.CITIZEN,
                region=one.region,
                source=Source.DEMO,
                is_synthetic=True,
            )
            for one in self.year.people
        ]
        self.people = ensure_patients(SYSTEM, rows=drafts, now=self.now)

    def _requests(self) -> None:
        rows = self.year.requests
        self._say(f"{len(rows)} requests")
        journeys: list[Flight | Trip] = [*self.year.flights, *self.year.trips]
        flown = {at for journey in journeys for at in journey.requests}
        numbers = self._numbers("A", [row.region for row in rows])
        drafts = [
            request_draft(row, number, is_flown=at in flown)
            for at, (row, number) in enumerate(zip(rows, numbers, strict=True))
        ]
        self.requests = store_past_requests(SYSTEM, rows=drafts, source=self.source)
        people = {
            pk: [self.people[person] for person in row.people]
            for pk, row in zip(self.requests, rows, strict=True)
            if row.people
        }
        add_past_patients(SYSTEM, people=people)
        measured = [
            assessment_draft(row, self.year.people[person], pk, self.people[person])
            for pk, row in zip(self.requests, rows, strict=True)
            for person in row.people
            if row.need != "road"
        ]
        store_past_assessments(SYSTEM, rows=measured, source=self.source)

    def _flights(self) -> None:
        flights = self.year.flights
        self._say(f"{len(flights)} flights")
        contracts = self._contracts(flights)
        regions = [self.year.requests[one.requests[0]].region for one in flights]
        numbers = self._numbers("F", regions)
        drafts = [
            flight_draft(one, number, region, contracts.get(one.craft.operator_id))
            for one, number, region in zip(flights, numbers, regions, strict=True)
        ]
        ids = store_past_missions(SYSTEM, rows=drafts, source=self.source)
        self._say("crews, services and costs of the flights")
        self._serve(ids, numbers, flights)
        store_past_costs(SYSTEM, contract_ids=list(contracts.values()))
        self._refusals(regions, contracts)

    def _refusals(self, regions: Sequence[str], contracts: Mapping[int, int]) -> None:
        """Store what airlines refused before others flew it."""
        refusals = self.year.refusals
        at = [regions[one.flight] for one in refusals]
        drafts = [
            refusal_draft(one, number, region, contracts.get(one.craft.operator_id))
            for one, number, region in zip(refusals, self._numbers("F", at), at, strict=True)
        ]
        ids = store_past_missions(SYSTEM, rows=drafts, source=self.source)
        pairs = [
            (pk, self.requests[asked])
            for pk, one in zip(ids, refusals, strict=True)
            for asked in self.year.flights[one.flight].requests
        ]
        serve_requests(SYSTEM, pairs=pairs)

    def _trips(self) -> None:
        trips = self.year.trips
        self._say(f"{len(trips)} trips by road")
        numbers = self._numbers("R", [trip.van_of.region for trip in trips])
        drafts = [trip_draft(trip, number) for trip, number in zip(trips, numbers, strict=True)]
        ids = store_past_missions(SYSTEM, rows=drafts, source=self.source)
        self._serve(ids, numbers, trips)

    def _serve(
        self, ids: Sequence[int], numbers: Sequence[str], journeys: Sequence[Flight | Trip]
    ) -> None:
        """Store what journeys served, the services given, and what was promised to them."""
        both = list(zip(ids, journeys, strict=True))
        pairs = [(pk, self.requests[at]) for pk, one in both for at in one.requests]
        serve_requests(SYSTEM, pairs=pairs)
        given = [
            service_draft(service, pk, self.requests[service.request], self._who(service))
            for pk, one in both
            for service in one.services
        ]
        store_past_services(SYSTEM, rows=given, source=self.source)
        kept = [
            promise
            for pk, number, one in zip(ids, numbers, journeys, strict=True)
            for promise in commitments_of(one, pk, number)
        ]
        store_kept(SYSTEM, rows=kept)

    def _who(self, service: Service) -> tuple[int, ...]:
        return tuple(self.people[person] for person in service.people)

    def _orders(self) -> None:
        orders = self.year.orders
        self._say(f"{len(orders)} remote consultations")
        numbers = self._numbers("K", [order.region for order in orders])
        drafts = [self._order(order, number) for order, number in zip(orders, numbers, strict=True)]
        ids = store_past_orders(SYSTEM, rows=drafts)
        store_past_consultations(
            SYSTEM,
            rows=[
                PastConsultation(
                    order_id=pk,
                    performed_at=order.performed_at,
                    recommends=order.advice,
                    conclusion=CONCLUSION,
                    is_live=True,
                )
                for pk, order in zip(ids, orders, strict=True)
            ],
            now=self.now,
        )

    def _order(self, order: Order, number: str) -> PastOrder:
        request_id = None if order.request is None else self.requests[order.request]
        return order_draft(order, number, request_id, self.people[order.person])

    def _outcomes(self) -> None:
        self._say("outcomes")
        rows = [
            PastOutcome(self.requests[one.request], self.people[one.person], point, vital)
            for one in self.year.outcomes
            for point, vital in zip(POINTS, one.vitals, strict=True)
        ]
        store_past_outcomes(SYSTEM, rows=rows, source=self.source)

    def _contracts(self, flights: Iterable[Flight]) -> dict[int, int]:
        """Buy the year's hours of every operator; return his contract."""
        flown: defaultdict[int, float] = defaultdict(float)
        for flight in flights:
            flown[flight.craft.operator_id] += flight.flown / HOUR
        bought = {
            operator: max(ROUNDED_H, round(hours * share / ROUNDED_H) * ROUNDED_H)
            for (operator, hours), share in zip(sorted(flown.items()), cycle(BOUGHT))
        }
        buy_demo_hours(SYSTEM, year=self.totals.year, hours=bought)
        rows = contract_rows(SYSTEM)
        first = self.totals.first_day
        return {row.operator_id: row.id for row in rows if row.valid_from == first}

    def _numbers(self, kind: str, regions: Sequence[str]) -> list[str]:
        """Return the human numbers of things, which count on in each region."""
        counts = Counter(regions)
        taken = {
            region: iter(next_numbers(kind, region, self.totals.year, count))
            for region, count in sorted(counts.items())
        }
        return [next(taken[region]) for region in regions]
