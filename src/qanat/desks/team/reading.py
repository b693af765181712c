"""All that a team sees of its mission, read from the contexts to which it belongs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils import timezone

from qanat.engine.intervals import Stamp as Kind
from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import Actor
from qanat.foundation.kept import kept
from qanat.registry.facilities.queries import Filter, facility_names, facility_rows
from qanat.registry.patients.queries.rows import PatientRow
from qanat.registry.patients.queries.wording import age_text
from qanat.registry.terminology.queries import reason_names
from qanat.response.dispatch.queries.crews import people_on_board
from qanat.response.dispatch.queries.drugs import DrugRow, drugs_of
from qanat.response.dispatch.queries.mission_details import (
    MissionDetails,
    ServiceRow,
    StampRow,
    mission_details,
)
from qanat.response.dispatch.queries.record import age_of
from qanat.response.dispatch.queries.request_details import (
    AssessmentRow,
    PersonOfRequest,
    RequestDetails,
    request_details,
)
from qanat.response.dispatch.queries.stops import stop_name
from qanat.response.dispatch.queries.trends import Trend, is_measured, is_seen, trends
from qanat.response.dispatch.queries.ways import StepRow, steps_left
from qanat.response.dispatch.queries.words import LegKind, Mode
from qanat.response.dispatch.states import MissionState
from qanat.response.dispatch.states.missions import OVER
from qanat.response.dispatch.states.stamps import STAMP_LABELS
from qanat.response.handover.commands import handed_over_at
from qanat.response.handover.queries import HandoverRow, handovers_of
from qanat.web.wording import day, moment

LATER_S: Final = 300
"""A time which was stored so much after it happened is marked."""
SHOWN: Final = 8
NOT_BY_ROAD: Final = frozenset({Kind.ARRIVED_AT_LANDING_AREA})
NOT_BY_AIR: Final = frozenset({Kind.UNIT_EN_ROUTE})


@dataclass(frozen=True, slots=True)
class Stamped:
    """A time that stands, or one that is corrected or void."""

    id: int
    kind: str
    label: str
    place: str
    at: datetime
    by: str
    later_at: datetime | None
    """When it was stored, if long after it happened."""
    leg_id: int | None
    stands: bool

    @property
    def day(self) -> str:
        """The day, where it is not today."""
        on = timezone.localdate(self.at)
        return "" if on == timezone.localdate() else day(on, with_year=False)

    @property
    def words(self) -> str:
        """What it was, where and when."""
        return " · ".join(filter(None, (self.label, self.place, moment(self.at, "short"))))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on board."""

    id: int
    request_id: int
    called: str
    sex: str
    age_years: float | None

    @property
    def age(self) -> str:
        """The age in words, "" where it is not known."""
        return "" if self.age_years is None else age_text(self.age_years)


@dataclass(frozen=True, slots=True)
class Found:
    """An assessment, and at whom."""

    row: AssessmentRow
    of: str
    by: str


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug that was given, to whom and by whom."""

    row: DrugRow
    of: str
    by: str

    @property
    def words(self) -> str:
        """What, how much, which way and when, in one line."""
        row, at = self.row, moment(self.row.given_at, "time")
        return " · ".join((f"{row.drug} {row.dose_words}", row.route_name, at))


@dataclass(frozen=True, slots=True)
class Served:
    """A service that was given, and to whom; "" where one alone is on board."""

    row: ServiceRow
    of: str


@dataclass(frozen=True, slots=True)
class Handed:
    """A hand-over, of whom, where and when; ``of`` is "" where there is one request alone."""

    row: HandoverRow
    of: str
    hospital: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Chart:
    """How one patient's findings went: the newest as a table has room for, and their lines.

    Attributes:
        seen: the newest one which says what no line shows: consciousness, oxygen, support.
    """

    of: str
    shown: tuple[Found, ...]
    trends: tuple[Trend, ...]
    seen: Found | None


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """A mission as its team sees it."""

    mission: MissionDetails
    state: str
    steps: tuple[StepRow, ...]
    times: tuple[Stamped, ...]
    requests: tuple[RequestDetails, ...]
    people: tuple[Person, ...]
    found: tuple[Found, ...]
    """The newest assessments, oldest first."""
    drugs: tuple[Drug, ...]
    handovers: tuple[HandoverRow, ...]
    names: dict[int | None, str]
    hospitals: tuple[tuple[int, str], ...]
    facilities: Mapping[int, str]
    """Names of the hospitals which send and accept."""
    planned: Mapping[int, str]
    """Where the patients of each request are to be handed over, as planned."""

    @property
    def planned_hospital(self) -> str:
        """Every hospital at which somebody is to be handed over and was not yet."""
        told = (self.planned[request.id] for request in self.left)
        return ", ".join(dict.fromkeys(filter(None, told)))

    @property
    def left(self) -> list[RequestDetails]:
        """The requests whose patients nobody has taken over yet."""
        done = {row.request_id for row in self.handovers}
        return [request for request in self.requests if request.id not in done]

    def called(self, request: RequestDetails) -> str:
        """Return by what people tell a request from another: its patients, or its number."""
        names = (person.called for person in self.people if person.request_id == request.id)
        return ", ".join(names) or request.number

    @property
    def handed(self) -> list[Handed]:
        """The hand-overs as they stand."""
        requests = {request.id: request for request in self.requests}
        return [
            Handed(
                row,
                self.called(requests[row.request_id]) if len(requests) > 1 else "",
                row.hospital or self.planned[row.request_id],
                handed_over_at(self.mission.stamps, row.request_id),
            )
            for row in self.handovers
        ]

    @property
    def services(self) -> list[Served]:
        """The services given, also those taken back."""
        names = {person.id: person.called for person in self.people} if self.are_several else {}
        return [
            Served(row, ", ".join(names[pk] for pk in row.patient_ids if pk in names))
            for row in self.mission.services
        ]

    @property
    def are_several(self) -> bool:
        """Tell whether more than one is on board, so that everything says whose it is."""
        return len(self.people) > 1

    @property
    def reasons(self) -> Mapping[str, str]:
        """Why something may be corrected, in words."""
        return reason_names()

    @property
    def next_step(self) -> StepRow | None:
        """The time which the team itself makes next; another vehicle's where none is left."""
        own = (step for step in self.steps if not step.is_of_other)
        return next(own, self.steps[0] if self.steps else None)

    @property
    def stamps(self) -> list[Stamped]:
        """The times that stand."""
        return [one for one in self.times if one.stands]

    @property
    def stamp_choices(self) -> list[tuple[str, Any]]:
        """Every time a mission of this way of moving may have."""
        if self.mission.mode == Mode.AIR:
            left_out = NOT_BY_AIR
        else:
            left_out = NOT_BY_ROAD | {kind for kind in STAMP_LABELS if kind.is_air}
        return [(k.value, label) for k, label in STAMP_LABELS.items() if k not in left_out]

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more happens on it."""
        return self.mission.state in OVER

    @property
    def has_organ(self) -> bool:
        """Tell whether an organ is carried."""
        return any(request.organ for request in self.requests)

    @property
    def drugs_given(self) -> list[Drug]:
        """The drugs whose records stand."""
        return [one for one in self.drugs if not one.row.cancelled_at]

    @property
    def notes(self) -> list[Found]:
        """What was written without measuring, and beside it."""
        return [one for one in self.found if one.row.note]

    @property
    def charts(self) -> list[Chart]:
        """The findings of each patient at whom anything was measured."""
        measured = [one for one in self.found if is_measured(one.row) or is_seen(one.row)]
        whose = dict.fromkeys(one.row.patient_id for one in measured)
        return [_chart([one for one in measured if one.row.patient_id == pk]) for pk in whose]

    @property
    def handed_over_at(self) -> datetime | None:
        """When care passed of those who are left, where that is stamped already."""
        only = self.left[0].id if len(self.left) == 1 else None
        return handed_over_at(self.mission.stamps, only)


def about_mission(actor: Actor, mission_id: int) -> About:
    """Return a mission with all its team works with.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    mission = mission_details(actor, mission_id)
    now = timezone.now()
    requests = tuple(request_details(actor, pk, now) for pk in mission.request_ids)
    on_board = people_on_board(actor, mission_id)
    people = tuple(
        _person(request, person, number, on_board)
        for request in requests
        for number, person in enumerate(request.people, start=1)
    )
    handovers = tuple(handovers_of(actor, mission_id))
    drugs = drugs_of(actor, mission_id)
    names = names_of(_accounts(mission, requests, handovers) | {row.by_id for row in drugs})
    called = {person.id: person.called for person in people}
    found = sorted(
        (
            Found(row, called.get(row.patient_id or 0, ""), names.get(row.by_id, ""))
            for request in requests
            for row in request.assessments
        ),
        key=lambda one: (one.row.at, one.row.id),
    )
    accepting = [r.accepting_facility_id for r in requests if r.accepting_facility_id]
    senders = [r.sending_facility_id for r in requests if r.sending_facility_id]
    # Who only brings a team hands over to it where the patient lies.
    carries = any(leg.kind == LegKind.WITH_PATIENT for leg in mission.legs)
    facilities = facility_names([*accepting, *senders])
    planned = {
        r.id: facilities.get(r.accepting_facility_id or 0, r.accepting_name)
        if carries or not mission.legs
        else facilities.get(r.sending_facility_id or 0, r.sending_name)
        for r in requests
    }
    return About(
        mission=mission,
        state=str(MissionState(mission.state).label),
        steps=tuple(steps_left(actor, mission)),
        times=_times(mission, names),
        requests=requests,
        people=people,
        found=tuple(found),
        drugs=tuple(
            Drug(row, called.get(row.patient_id or 0, ""), names.get(row.by_id, ""))
            for row in drugs
        ),
        handovers=handovers,
        names=dict(names),
        hospitals=_hospitals(),
        facilities=facilities,
        planned=planned,
    )


def _accounts(
    mission: MissionDetails,
    requests: tuple[RequestDetails, ...],
    handovers: tuple[HandoverRow, ...],
) -> set[int]:
    stamped = {stamp.by_id for stamp in mission.stamps}
    wrote = {row.by_id for request in requests for row in request.assessments}
    return stamped | wrote | {one.by_id for row in handovers for one in (row, *row.earlier)}


def _times(mission: MissionDetails, names: Any) -> tuple[Stamped, ...]:
    corrected = {stamp.corrects_id for stamp in mission.stamps}
    return tuple(
        Stamped(
            id=s.id,
            kind=s.kind,
            label=str(STAMP_LABELS.get(Kind(s.kind), s.kind)),
            place=stop_name(s.place) if s.place else "",
            at=s.at,
            by=names.get(s.by_id, ""),
            later_at=_later(s),
            leg_id=s.leg_id,
            stands=not s.is_void and s.id not in corrected,
        )
        for s in mission.stamps
    )


def _later(stamp: StampRow) -> datetime | None:
    late = (stamp.recorded_at - stamp.at).total_seconds() > LATER_S
    return stamp.recorded_at if late else None


def _person(
    request: RequestDetails,
    person: PersonOfRequest,
    number: int,
    on_board: Mapping[int, PatientRow],
) -> Person:
    name, sex, age = person.name or person.number, person.sex or "", person.age_years
    if (row := on_board.get(person.patient_id)) is not None:
        name, sex = row.name or row.number, row.sex
        age = age_of(row.birth_on, request.received_at)
    return Person(person.patient_id, request.id, name or f"№ {number}", sex, age)


def _chart(found: list[Found]) -> Chart:
    measured = tuple(one for one in found if is_measured(one.row))
    seen = next((one for one in reversed(found) if is_seen(one.row)), None)
    rows = [one.row for one in measured]
    return Chart(found[0].of, measured[-SHOWN:], trends(rows), seen)


@kept(seconds=60)
def _hospitals() -> tuple[tuple[int, str], ...]:
    """Return every hospital with beds, by the name of its region."""
    ordered = sorted(
        facility_rows(Filter(is_inpatient=True)), key=lambda row: (row.region_name, row.title)
    )
    return tuple((row.id, f"{row.region_name}: {row.title}") for row in ordered)
