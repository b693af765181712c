"""What holds now and wants a person: of dispatch, of flight following, of contexts above."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from qanat.foundation.actors import SYSTEM
from qanat.foundation.parameters.queries import parameter
from qanat.registry.fleet.queries.serviceability import (
    OutOfService,
    aircraft_out_of_service,
    ambulances_out_of_service,
)
from qanat.response.alerts.parameters import UNASSIGNED_AFTER
from qanat.response.alerts.rules import FIRST, SECOND, Condition, gathered
from qanat.response.alerts.sources import added_conditions
from qanat.response.alerts.states import Cause
from qanat.response.dispatch.queries.forecasts import Forecast, emergencies_among, forecasts
from qanat.response.dispatch.queries.refused import refused_requests
from qanat.response.dispatch.queries.unassigned import unassigned_requests
from qanat.response.dispatch.queries.ways_watched import (
    BETTER,
    GONE,
    IMPOSSIBLE,
    NONE_LEFT,
    open_ways_changed,
    ways_changed,
)
from qanat.response.following.queries.flights import Flight, flights_of
from qanat.response.following.states import Phase
from qanat.response.operators.queries.tasks import short_crews


def conditions(now: datetime) -> list[Condition]:
    """Return everything for which an alert is to be open now, but for calls nobody answered.

    What has one cause is one: a storm which takes the ways of forty requests asks once.
    """
    missions = forecasts(SYSTEM, now)
    broken = [*_unfit(missions, now), *_ways(missions)]
    replanned = {one.subject_id for one in broken}
    late = (one for mission in missions for one in _breach(mission))
    found = [
        *_unassigned(now),
        *_refused(now),
        *_unanswered(missions, now),
        *broken,
        *(one for one in late if one.urgency == FIRST or one.subject_id not in replanned),
        *_endangered(missions),
        *_open_ways(),
        *(one for flight in flights_of(missions, now) for one in _lost(flight)),
        *added_conditions(now),
    ]
    return gathered(found)


def _unassigned(now: datetime) -> Iterator[Condition]:
    norm = timedelta(minutes=parameter(UNASSIGNED_AFTER, on=now).number)
    for one in unassigned_requests(now):
        if now >= one.since + norm:
            yield Condition(
                cause=Cause.UNASSIGNED,
                subject_kind="request",
                subject_id=one.id,
                urgency=FIRST,
                onset_at=one.since + norm,
                region=one.region,
                values={"number": one.number},
                group="unassigned",
                is_exercise=one.is_exercise,
                is_synthetic=one.is_synthetic,
            )


def _refused(now: datetime) -> Iterator[Condition]:
    for one in refused_requests(now):
        yield Condition(
            cause=Cause.REFUSED,
            subject_kind="request",
            subject_id=one.id,
            urgency=one.urgency,
            onset_at=one.at,
            region=one.region,
            values={"number": one.number, "vehicle": one.mission},
            is_exercise=one.is_exercise,
            is_synthetic=one.is_synthetic,
        )


def _unanswered(missions: Sequence[Forecast], now: datetime) -> Iterator[Condition]:
    """Yield the missions to which an airline has not answered in time: one alert an airline."""
    due = {
        one.id: (one, one.answer_due_at)
        for one in missions
        if one.operator_id is not None and one.answer_due_at and one.answer_due_at <= now
    }
    first = emergencies_among([*due]) if due else ()
    for mission, due_at in due.values():
        urgency = FIRST if mission.id in first else SECOND
        one = _of(mission, Cause.UNANSWERED, urgency, due_at)
        yield replace(one, group=f"operator {mission.operator_id}")


def _unfit(missions: Sequence[Forecast], now: datetime) -> Iterator[Condition]:
    """Yield the missions whose vehicle is out of service, or whose crew's duty ends before them.

    Once the patient is in others' care neither calls for anybody.
    """
    lasting = [mission for mission in missions if not mission.outlook.is_given]
    craft = aircraft_out_of_service([m.aircraft_id for m in lasting if m.aircraft_id], now)
    cars = ambulances_out_of_service([m.ambulance_id for m in lasting if m.ambulance_id])
    short = short_crews({m.id: m.outlook.end_at for m in lasting if m.operator_id is not None})
    broken: list[tuple[Forecast, OutOfService]] = []
    for mission in lasting:
        out = craft.get(mission.aircraft_id or 0) or cars.get(mission.ambulance_id or 0)
        start = now if mission.is_under_way else mission.leaves_at or now
        if out is not None and out.is_during(start, mission.outlook.end_at):
            broken.append((mission, out))
        elif mission.id in short:
            yield _of(mission, Cause.UNFIT, SECOND, short[mission.id], misses="crew")
    first = emergencies_among([mission.id for mission, _out in broken]) if broken else ()
    for mission, out in broken:
        urgency = FIRST if mission.id in first else SECOND
        left = {"stage": "left"} if mission.is_under_way else {}
        one = _of(mission, Cause.UNFIT, urgency, out.stated_at, misses="vehicle", **left)
        yield replace(one, group=mission.vehicle)


def _breach(mission: Forecast) -> Iterator[Condition]:
    if mission.misses_window and mission.window_ends_at is not None:
        yield _of(mission, Cause.PLAN_BREACH, FIRST, mission.window_ends_at, misses="window")
    elif mission.misses_promise and mission.promised_at is not None:
        yield _of(mission, Cause.PLAN_BREACH, SECOND, mission.promised_at, misses="promise")


def _lost(flight: Flight) -> Iterator[Condition]:
    phase = flight.silence.phase
    if phase >= Phase.OVERDUE:
        urgency = FIRST if phase >= Phase.UNCERTAINTY else SECOND
        yield _of(flight.mission, Cause.LOST_CONTACT, urgency, flight.silence.due_at)


def _ways(missions: Sequence[Forecast]) -> Iterator[Condition]:
    """Yield the missions for which another way is better now, or none is left."""
    changed = ways_changed()
    first = emergencies_among([*changed]) if changed else ()
    for mission in missions:
        if (found := changed.get(mission.id)) is None or mission.is_under_way:
            continue
        is_first = found.kind == IMPOSSIBLE and mission.id in first
        one = _of(mission, Cause.WAY, FIRST if is_first else SECOND, found.since, way=found.kind)
        told = {key: value for key, value in found.told.items() if key != "units"}
        group = found.kind if found.kind == GONE else str(found.told.get("why", ""))
        alone = found.kind == BETTER
        yield replace(one, values={**one.values, **told}, group="" if alone else group)


def _open_ways() -> Iterator[Condition]:
    """Yield the requests without a mission whose best way is gone or clearly later.

    What costs the patient's window comes first, as an emergency which no way is left for.
    """
    for one in open_ways_changed():
        told = one.changed.told
        is_first = "misses" in told or (one.is_emergency and one.changed.kind == NONE_LEFT)
        yield Condition(
            cause=Cause.BEST_WAY,
            subject_kind="request",
            subject_id=one.id,
            urgency=FIRST if is_first else SECOND,
            onset_at=one.changed.since,
            region=one.region,
            values={"number": one.number, "way": one.changed.kind, **told},
            group=str(told.get("why", "")) or one.changed.kind,
            is_exercise=one.is_exercise,
            is_synthetic=one.is_synthetic,
        )


def _endangered(missions: Sequence[Forecast]) -> Iterator[Condition]:
    """Yield, for every mission that comes next for a vehicle which is late, what it waits for."""
    known = {mission.id: mission for mission in missions}
    for late in missions:
        after = late.endangered
        if after is None or after.purpose_kind != "mission":
            continue
        next_one = known.get(after.purpose_id)
        yield Condition(
            cause=Cause.ENDANGERED,
            subject_kind="mission",
            subject_id=after.purpose_id,
            urgency=SECOND,
            onset_at=after.start_at,
            region=next_one.region if next_one else late.region,
            operator_id=late.operator_id,
            values={
                "number": after.purpose,
                "vehicle": late.vehicle,
                "late_id": late.id,
                "late": late.number,
            },
            is_exercise=late.is_exercise,
            is_synthetic=late.is_synthetic,
        )


def _of(
    mission: Forecast, cause: Cause, urgency: int, onset_at: datetime, **values: str
) -> Condition:
    return Condition(
        cause=cause,
        subject_kind="mission",
        subject_id=mission.id,
        urgency=urgency,
        onset_at=onset_at,
        region=mission.region,
        operator_id=mission.operator_id,
        values={"number": mission.number, "vehicle": mission.vehicle, **values},
        is_exercise=mission.is_exercise,
        is_synthetic=mission.is_synthetic,
    )
