import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.response.dispatch.browsing import Browse, cost, typed_moment
from tests.response.dispatch.builders import (
    DISPATCHER,
    MINUTE,
    NOBODY,
    STRANGER,
    actor_as,
    aircraft_ids,
    legs,
    mission,
)

from qanat.foundation.actors import SYSTEM
from qanat.foundation.refusals import NotAllowed, NotFound
from qanat.registry.workforce.commands import ContactDraft, Of, state_contact
from qanat.registry.workforce.states import Rung
from qanat.response.dispatch.commands.intake import FromTheFuture
from qanat.response.dispatch.commands.operating import accept_mission
from qanat.response.dispatch.commands.stamps import stamp_mission
from qanat.response.dispatch.models import Mission
from qanat.response.following.commands.reporting import (
    BeforeTakeOff,
    DoneByOther,
    NotUnderWay,
    PositionMissing,
    ReportDraft,
    SaidAnew,
    UnknownStep,
    take_step_back,
    tick_step,
    write_report,
)
from qanat.response.following.models import FlightReport, SheetStep
from qanat.response.following.queries.flights import flights
from qanat.response.following.states import Phase
from qanat.response.tracking.commands import FixDraft, report_positions
from qanat.response.tracking.queries import positions

pytestmark = pytest.mark.usefixtures("world", "db")
OTHER = actor_as("dispatcher", account=77)
AFAR = actor_as("dispatcher", STRANGER.grants[0].scope, 78)


def aloft(minutes_ago: float = 20) -> Mission:
    """Return a flight which took off some minutes before the real now."""
    off = timezone.now() - minutes_ago * MINUTE
    row = mission(legs=legs(off))
    accept_mission(SYSTEM, mission_id=row.pk)
    stamp_mission(SYSTEM, mission_id=row.pk, kind="air.take_off", at=off, now=off)
    return Mission.objects.get(pk=row.pk)


def report(row: Mission, kind: str = "normal", **said: Any) -> int:
    now = timezone.now()
    given: dict[str, Any] = {"kind": kind, "at": now}
    draft = ReportDraft(**(given | said))
    return write_report(DISPATCHER, mission_id=row.pk, report=draft, now=now).id


def phase() -> Phase:
    (flight,) = flights(SYSTEM, timezone.now())
    return flight.silence.phase


def test_a_word_by_radio_ends_the_silence_and_a_call_without_answer_does_not() -> None:
    row = aloft()
    assert phase() is Phase.OVERDUE
    report(row, "no_answer")
    assert phase() is Phase.OVERDUE
    report(row, "normal")
    assert phase() is Phase.NORMAL


def test_a_position_said_by_radio_is_kept_with_its_source_and_once() -> None:
    row, at = aloft(), timezone.now()
    pk = report(row, "position", at=at, lon=77.5, lat=44.0)
    assert report(row, "position", at=at, lon=77.5, lat=44.0) == pk
    (seen,) = positions(SYSTEM, timezone.now(), "aircraft")
    assert (seen.source, seen.lon, seen.lat) == ("radio", 77.5, 44.0)
    assert FlightReport.objects.count() == 1
    assert phase() is Phase.NORMAL


def test_a_position_in_doubt_ends_no_silence_and_is_told(browse: Browse) -> None:
    row, now = aloft(), timezone.now()
    for minutes, lon in ((18, 77.2), (0, 52.0)):
        draft = FixDraft(
            kind="aircraft",
            vehicle_id=row.aircraft_id or 0,
            at=now - minutes * MINUTE,
            lon=lon,
            lat=43.5,
        )
        report_positions(SYSTEM, fixes=[draft], source="adsb", now=now)
    assert phase() is Phase.OVERDUE
    client, address = browse("dispatcher"), reverse("following:flight", args=(row.pk,))
    assert "43.500, 52.000" in client.get(reverse("following:board")).content.decode()
    assert "Positions in doubt" in client.get(address).content.decode()
    said = {"kind": "position", "at": typed_moment(), "lat": "51", "lon": "-71"}
    assert client.post(address, said).status_code == 303
    assert "Check the degrees" in client.get(address).content.decode()


def test_a_silent_flight_whose_fuel_is_used_up_is_in_distress() -> None:
    row = aloft(40)
    report(row, at=timezone.now() - 20 * MINUTE, endurance_min=10, persons=5)
    assert phase() is Phase.DISTRESS


def test_reports_which_can_not_be_are_refused_and_nothing_is_kept() -> None:
    row, now = aloft(), timezone.now()
    with pytest.raises(PositionMissing):
        report(row, "position")
    with pytest.raises(FromTheFuture):
        report(row, at=now + timedelta(minutes=5))
    with pytest.raises(BeforeTakeOff):
        report(row, at=now - timedelta(hours=2))
    draft = ReportDraft(kind="normal", at=now)
    with pytest.raises(NotFound):
        write_report(AFAR, mission_id=row.pk, report=draft, now=now)
    with pytest.raises(NotAllowed):
        write_report(NOBODY, mission_id=row.pk, report=draft, now=now)
    waiting = mission(legs=legs(now + 60 * MINUTE), aircraft_id=aircraft_ids()[1])
    with pytest.raises(NotUnderWay):
        report(waiting)
    assert not FlightReport.objects.exists()


def test_a_step_is_done_once_by_name_and_the_second_is_told_who() -> None:
    row, now = aloft(), timezone.now()
    tick_step(DISPATCHER, mission_id=row.pk, step="call_aircraft", note="no answer", now=now)
    tick_step(DISPATCHER, mission_id=row.pk, step="call_aircraft", now=now)
    with pytest.raises(DoneByOther):
        tick_step(OTHER, mission_id=row.pk, step="call_aircraft", now=now)
    with pytest.raises(UnknownStep):
        tick_step(OTHER, mission_id=row.pk, step="panic", now=now)
    (kept,) = SheetStep.objects.all()
    assert (kept.by_id, kept.note) == (DISPATCHER.id, "no answer")


def test_a_step_noted_by_mistake_is_taken_back_once_and_done_again_by_who_did_it() -> None:
    row, now = aloft(), timezone.now()
    step: dict[str, Any] = {"mission_id": row.pk, "step": "call_airline"}
    tick_step(DISPATCHER, **step, now=now)
    take_step_back(OTHER, **step, turn=1, note="not reached", now=now + MINUTE)
    with pytest.raises(SaidAnew):
        take_step_back(DISPATCHER, **step, turn=1, now=now + MINUTE)
    tick_step(OTHER, **step, now=now + 2 * MINUTE)
    with pytest.raises(SaidAnew):  # a page which still shows what the first had said
        take_step_back(DISPATCHER, **step, turn=1, now=now + 2 * MINUTE)
    with pytest.raises(NotAllowed):
        take_step_back(NOBODY, **step, turn=3, now=now)
    with pytest.raises(NotFound):
        take_step_back(AFAR, **step, turn=3, now=now)
    said = [(one.is_done, one.by_id, one.note) for one in SheetStep.objects.order_by("turn")]
    first, second = DISPATCHER.id, OTHER.id
    assert said == [(True, first, ""), (False, second, "not reached"), (True, second, "")]


def test_the_sheet_tells_who_did_a_step_and_who_took_it_back(browse: Browse) -> None:
    row, client = aloft(), browse("dispatcher")
    address, tick = (reverse(f"following:{one}", args=(row.pk,)) for one in ("flight", "tick"))
    client.post(tick, {"step": "ask_ats", "note": "by mistake"})
    turn = re.search(r'name="turn" value="(\d+)"', client.get(address).content.decode())
    assert turn
    assert client.post(tick, {"step": "ask_ats", "turn": turn[1]}).status_code == 303
    after = client.get(address).content.decode()
    assert "✓" not in after
    assert "Taken back" in after
    assert "by mistake" in after
    assert client.post(tick, {"step": "ask_ats", "turn": turn[1]}).status_code == 409


def test_the_board_shows_the_silence_and_the_sheet_takes_a_report_and_ticks(
    browse: Browse,
) -> None:
    row, client = aloft(), browse("dispatcher")
    board = client.get(reverse("following:board")).content.decode()
    assert row.number in board
    assert "Report overdue" in board
    address = reverse("following:flight", args=(row.pk,))
    sheet = client.get(address).content.decode()
    assert "Uncertainty (INCERFA)" in sheet
    assert "telephone not known" in sheet
    assert "pilots: not known" in sheet
    assert 'href="tel:112"' in sheet
    at = typed_moment()
    wrong = client.post(address, {"kind": "position", "at": at, "lat": "95", "text": "hello"})
    assert wrong.status_code == 422
    assert "hello" in wrong.content.decode()
    lacking = client.post(address, {"kind": "position", "at": at})
    assert "latitude and longitude" in lacking.content.decode()
    sent = {"kind": "position", "at": at, "lat": "44,1", "lon": "77.6", "persons": "6"}
    assert client.post(address, sent).status_code == 303
    ticked = {"step": "ask_ats", "note": " Not heard  of "}
    assert client.post(reverse("following:tick", args=(row.pk,)), ticked).status_code == 303
    after = client.get(address).content.decode()
    assert "44.1000" in after
    assert "as the crew says" in after
    assert "✓" in after
    assert "Not heard of" in after


def test_the_sheet_names_whom_the_airline_and_the_hospital_are_called_by(browse: Browse) -> None:
    row, client = aloft(), browse("dispatcher")
    pilot = ContactDraft(rung=Rung.DUTY, name="Desk", phone="+77000000030", language="en")
    state_contact(SYSTEM, of=Of(operator_id=row.operator_id), contact=pilot, now=timezone.now())
    sheet = client.get(reverse("following:flight", args=(row.pk,))).content.decode()
    assert 'Desk: <a class="num" href="tel:+77000000030">' in sheet


def test_pages_of_flights_are_closed_to_others_and_take_nonsense(browse: Browse) -> None:
    row = aloft()
    address = reverse("following:flight", args=(row.pk,))
    assert browse("partner", "UZ").get(address).status_code == 403
    assert browse("coordinator", "KZ-47").get(address).status_code == 404
    chief = browse("chief_physician")
    assert chief.get(address).status_code == 200
    assert chief.post(address, {"kind": "normal", "at": typed_moment()}).status_code == 403
    tick = reverse("following:tick", args=(row.pk,))
    assert browse("dispatcher").post(tick, {"step": "x" * 9000}).status_code == 422
    assert browse("dispatcher").get(reverse("following:flight", args=(10**9,))).status_code == 404


def test_more_flights_ask_the_database_no_more_often(browse: Browse) -> None:
    client, address = browse("dispatcher"), reverse("following:board")
    aloft()
    client.get(address)
    before = cost(client, address)
    for craft in aircraft_ids()[1:4]:
        off = timezone.now() - 20 * MINUTE
        row = mission(legs=legs(off), aircraft_id=craft)
        accept_mission(SYSTEM, mission_id=row.pk)
        stamp_mission(SYSTEM, mission_id=row.pk, kind="air.take_off", at=off, now=off)
    assert cost(client, address) == before
