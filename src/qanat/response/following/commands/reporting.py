"""Write down radio and telephone reports, and the steps of the emergency plan which are done."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qanat.events.following import FlightReported, PlanStepDone, PlanStepTakenBack
from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import Conflict, Invalid, NotFound
from qanat.response.dispatch.commands.intake import FromTheFuture
from qanat.response.dispatch.queries.forecasts import Forecast, forecasts
from qanat.response.following.models import FlightReport, ReportKind, SheetStep
from qanat.response.following.permissions import FOLLOW
from qanat.response.following.sheet import CODES
from qanat.response.tracking.commands import FixDraft, report_positions

AHEAD: Final = timedelta(minutes=2)
SOURCE: Final = gettext_noop("radio")


class PositionMissing(Invalid):
    """A report of a position says where."""

    code = "position_missing"
    text = _("Enter where the aircraft is: latitude and longitude in degrees.")


class NotUnderWay(Conflict):
    """Only a flight which has left and is not over is followed."""

    code = "not_under_way"
    text = _("This mission is not under way in the air: there is nothing to follow.")


class BeforeTakeOff(Invalid):
    """A report of a flight is not older than the flight."""

    code = "before_take_off"
    text = _("The report lies before the take-off of this flight.")


class UnknownStep(Invalid):
    """There is no such step in the emergency plan."""

    code = "unknown_step"
    text = _("There is no such step in the emergency plan.")


class DoneByOther(Conflict):
    """Somebody else has done the step already."""

    code = "done_by_other"
    text = _("%(who)s did this step at %(at)s.")


class SaidAnew(Conflict):
    """Something else was said of the step since it was read."""

    code = "said_anew"
    text = _("Something else was said of this step meanwhile. Look at the sheet again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDraft:
    """What a crew says, or that it did not answer."""

    kind: str
    at: datetime
    lon: float | None = None
    lat: float | None = None
    persons: int | None = None
    endurance_min: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A report which was written down, and whether the aircraft can't have been there."""

    id: int
    is_doubtful: bool


@command(needs=FOLLOW)
def write_report(actor: Actor, *, mission_id: int, report: ReportDraft, now: datetime) -> Written:
    """Write a report down; a position is kept with those of the trackers, too.

    The same report sent twice is stored once. A position where the aircraft could not have flown
    to is written down as it was said, and not used.

    Raises:
        NotFound: if the actor does not see the mission.
        NotUnderWay: if it is not in the air.
        FromTheFuture: if the report lies ahead of now.
        BeforeTakeOff: if it is older than the flight.
        PositionMissing: if a position is reported without one.
    """
    flight = _flight(actor, mission_id, now)
    if report.at > now + AHEAD:
        raise FromTheFuture(field=_("Time"))
    if flight.aloft_since is not None and report.at < flight.aloft_since:
        raise BeforeTakeOff
    is_position = report.kind == ReportKind.POSITION
    lon, lat = (report.lon, report.lat) if is_position else (None, None)
    if is_position and (lon is None or lat is None):
        raise PositionMissing
    made = FlightReport(
        mission_id=mission_id,
        kind=report.kind,
        at=report.at,
        lon=lon,
        lat=lat,
        persons=report.persons,
        endurance_min=report.endurance_min,
        text=report.text,
        by_id=actor.id,
        recorded_at=now,
    )
    FlightReport.objects.bulk_create([made], ignore_conflicts=True)
    is_doubtful = False
    if lon is not None and lat is not None and flight.aircraft_id is not None:
        fix = FixDraft(
            kind="aircraft", vehicle_id=flight.aircraft_id, at=report.at, lon=lon, lat=lat
        )
        is_doubtful = bool(report_positions(SYSTEM, fixes=[fix], source=SOURCE, now=now).doubtful)
    announce(FlightReported(mission_id=mission_id, region=flight.region))
    same = FlightReport.objects.filter(mission=mission_id, kind=report.kind, at=report.at)
    return Written(same.values_list("pk", flat=True).get(), is_doubtful)


@command(needs=FOLLOW)
def tick_step(actor: Actor, *, mission_id: int, step: str, note: str = "", now: datetime) -> None:
    """Say that a step of a flight's emergency plan is done; twice by one person is once.

    Raises:
        NotFound: if the actor does not see the mission.
        UnknownStep: if the plan has no such step.
        DoneByOther: if somebody else was first.
    """
    if step not in CODES:
        raise UnknownStep
    flight = _flight(actor, mission_id, now)
    kept = _last(mission_id, step)
    if kept is None or not kept.is_done:
        turn = kept.turn + 1 if kept else 1
        made = SheetStep(
            mission_id=mission_id, step=step, turn=turn, at=now, by_id=actor.id, note=note
        )
        SheetStep.objects.bulk_create([made], ignore_conflicts=True)
        kept = SheetStep.objects.get(mission=mission_id, step=step, turn=turn)
    if kept.by_id != actor.id:
        who = names_of([kept.by_id])[kept.by_id]
        raise DoneByOther(who=who, at=f"{localtime(kept.at):%H:%M}")
    announce(PlanStepDone(mission_id=mission_id, region=flight.region, step=step))


@command(needs=FOLLOW)
def take_step_back(
    actor: Actor, *, mission_id: int, step: str, turn: int, note: str = "", now: datetime
) -> None:
    """Say that a step is not done after all: what was said in a turn, as it was read.

    Who had said so, and when, is kept.

    Raises:
        NotFound: if the actor does not see the mission.
        SaidAnew: if that is not the last that was said of the step.
    """
    flight = _flight(actor, mission_id, now)
    kept = _last(mission_id, step)
    if kept is None or not kept.is_done or kept.turn != turn:
        raise SaidAnew
    made = SheetStep(
        mission_id=mission_id,
        step=step,
        turn=turn + 1,
        is_done=False,
        at=now,
        by_id=actor.id,
        note=note,
    )
    SheetStep.objects.bulk_create([made], ignore_conflicts=True)  # of two at once one is enough
    announce(PlanStepTakenBack(mission_id=mission_id, region=flight.region, step=step))


def _last(mission_id: int, step: str) -> SheetStep | None:
    return SheetStep.objects.filter(mission=mission_id, step=step).order_by("turn").last()


def _flight(actor: Actor, mission_id: int, now: datetime) -> Forecast:
    found = forecasts(actor, now, mission_ids=[mission_id])
    if not found:
        raise NotFound
    if found[0].mode != "air" or not found[0].is_under_way:
        raise NotUnderWay
    return found[0]
