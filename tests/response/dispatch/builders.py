"""Requests and missions, made by the same commands as live work."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from qanat.config.roles import ROLES
from qanat.foundation.actors import NATION, SYSTEM, Actor, Grant, Scope
from qanat.registry.facilities.queries import find_facility
from qanat.registry.fleet.queries.aircraft import available_aircraft
from qanat.registry.patients.commands.drafts import PatientDraft
from qanat.response.dispatch.commands.clinical import Judgement, review_request
from qanat.response.dispatch.commands.drafts import CrewDraft, LegDraft, MissionDraft
from qanat.response.dispatch.commands.intake import Intake
from qanat.response.dispatch.commands.missions import commit_mission
from qanat.response.dispatch.commands.operating import accept_mission
from qanat.response.dispatch.commands.stamps import stamp_mission
from qanat.response.dispatch.commands.taking import take_down
from qanat.response.dispatch.models import Mission, Request, RequestPatient

NOW: Final = datetime(2026, 11, 25, 6, 30, tzinfo=UTC)
TALGAR: Final = "076"
MINUTE: Final = timedelta(minutes=1)
_ROLES: Final = {role.code: role.permissions for role in ROLES}


def actor_as(role: str, scope: Scope = NATION, account: int = 7) -> Actor:
    """Return somebody who holds a role of the product within a scope."""
    return Actor(account, role, (Grant(role, _ROLES[role], scope),))


def holding(permissions: Collection[str], scope: Scope = NATION) -> Actor:
    """Return somebody who holds just some permissions."""
    return Actor(8, "Holder", (Grant("holder", frozenset(permissions), scope),))


DISPATCHER: Final = actor_as("dispatcher")
COORDINATOR: Final = actor_as("coordinator", Scope(regions=frozenset({"KZ-19"})), 9)
STRANGER: Final = actor_as("coordinator", Scope(regions=frozenset({"KZ-47"})), 10)
NOBODY: Final = Actor(11, "Nobody")


def facility_id(code: str = TALGAR) -> int:
    """Return the id of a hospital."""
    found = find_facility(code)
    assert found is not None
    return found.id


def intake(**said: Any) -> Intake:
    """Return a request as taken ten minutes ago from Talgar."""
    given: dict[str, Any] = {
        "received_at": NOW - 10 * MINUTE,
        "channel": "phone",
        "sending_facility_id": facility_id(),
        "diagnosis": "Ишемический инсульт",
        "icd10": "I63.4",
        "onset_at": NOW - 60 * MINUTE,
    }
    return Intake(**(given | said))


def request(*, name: str = "Ахметов Ерлан", actor: Actor = DISPATCHER, **said: Any) -> Request:
    """Return a registered request with its patient."""
    person = PatientDraft(name=name, age_years=61)
    taken = take_down(actor, intake=intake(**said), person=person, now=NOW)
    return Request.objects.get(pk=taken.request_id)


def approved(**said: Any) -> Request:
    """Return a request approved for flight."""
    row = request(**said)
    decide(row, "fly_patient")
    return fresh(row)


def decide(row: Request, decision: str, reason: str = "", actor: Actor = SYSTEM) -> None:
    """Decide on a request."""
    review_request(
        actor,
        request_id=row.pk,
        version=None,
        judgement=Judgement(decision=decision, reason=reason),
        now=NOW,
    )


def legs(start: datetime = NOW + 30 * MINUTE) -> tuple[LegDraft, ...]:
    """Return a flight from Almaty to Taldykorgan and back with a patient."""
    almaty = {"name": "Almaty", "lon": 77.04, "lat": 43.35}
    talgar = {"name": "Taldykorgan", "lon": 78.45, "lat": 45.13}
    return (
        leg("positioning", almaty, talgar, start, ("KZ-75", "KZ-33")),
        leg("with_patient", talgar, almaty, start + 70 * MINUTE, ("KZ-33", "KZ-75")),
    )


def leg(
    kind: str,
    start: dict[str, Any],
    end: dict[str, Any],
    at: datetime,
    regions: tuple[str, str] = ("", ""),
) -> LegDraft:
    """Return a leg of forty minutes."""
    return LegDraft(
        kind=kind,
        from_name=start["name"],
        from_lon=start["lon"],
        from_lat=start["lat"],
        to_name=end["name"],
        to_lon=end["lon"],
        to_lat=end["lat"],
        departure_at=at,
        arrival_at=at + 40 * MINUTE,
        distance_m=227_000,
        from_region=regions[0],
        to_region=regions[1],
    )


def aircraft_ids() -> list[int]:
    """Return aircraft which can fly, those of Almaty first."""
    rows = [r for r in available_aircraft(SYSTEM, at=NOW) if not r.unavailable]
    return [r.id for r in sorted(rows, key=lambda r: (r.base_region != "KZ-75", r.tail))]


def draft(aircraft_id: int | None = None, **said: Any) -> MissionDraft:
    """Return a mission by air."""
    given: dict[str, Any] = {
        "mode": "air",
        "aircraft_id": aircraft_id or aircraft_ids()[0],
        "legs": legs(),
        "crew": (CrewDraft(name="Physician", role="physician"),),
    }
    return MissionDraft(**(given | said))


def mission(*rows: Request, actor: Actor = DISPATCHER, **said: Any) -> Mission:
    """Return a committed mission."""
    served = rows or (approved(),)
    mission_id = commit_mission(
        actor, request_ids=[r.pk for r in served], draft=draft(**said), now=NOW
    )
    return Mission.objects.get(pk=mission_id)


STAMPS: Final = (
    ("air.take_off", 30),
    ("air.landing", 70),
    ("eTimes.07", 80),
    ("air.patient_loaded", 98),
    ("air.take_off", 100),
    ("air.landing", 140),
    ("eTimes.11", 160),
    ("eTimes.12", 170),
    ("eTimes.13", 200),
)


def flown(row: Mission, *, until: int = len(STAMPS)) -> Mission:
    """Return a mission after its first stamps, as the team makes them."""
    accept_mission(SYSTEM, mission_id=row.pk)
    for kind, minutes in STAMPS[:until]:
        stamp(row, kind, minutes)
    return Mission.objects.get(pk=row.pk)


def stamp(row: Mission, kind: str, minutes: float, actor: Actor = DISPATCHER) -> int:
    """Stamp a time some minutes after now."""
    at = NOW + minutes * MINUTE
    return stamp_mission(actor, mission_id=row.pk, kind=kind, at=at, now=at)


def patient_of(row: Request) -> int:
    """Return the first person of a request."""
    return RequestPatient.objects.filter(request=row).order_by("position").first().patient_id  # type: ignore[union-attr]


def fresh(row: Request) -> Request:
    """Return a request as it stands now."""
    return Request.objects.get(pk=row.pk)
