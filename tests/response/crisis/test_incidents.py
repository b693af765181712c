"""A mass-casualty incident: declared, its casualties entered, sorted, asked for."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import Error, transaction
from tests.response.dispatch.builders import MINUTE, NOW, actor_as

from qanat.foundation.actors import SYSTEM, Scope
from qanat.foundation.lifecycle import WrongState
from qanat.foundation.refusals import NotAllowed, NotFound
from qanat.registry.places.queries import find_places
from qanat.response.crisis.commands import casualties, incidents
from qanat.response.crisis.commands.casualties import CasualtyDraft
from qanat.response.crisis.commands.incidents import IncidentDraft
from qanat.response.crisis.models import Casualty, Incident, TriageRecord
from qanat.response.crisis.queries.incidents import (
    casualty_rows,
    incident_row,
    incident_rows,
    running_incidents,
    triage_rows,
)
from qanat.response.crisis.telling import open_incidents, running
from qanat.response.dispatch.commands.intake import withdraw_request
from qanat.response.dispatch.models import Request, RequestPatient

pytestmark = pytest.mark.usefixtures("world", "db")

DISPATCHER = actor_as("dispatcher", account=81)
NEIGHBOUR = actor_as("coordinator", Scope(regions=frozenset({"KZ-47"})), 82)
TEAM = actor_as("team", Scope(regions=frozenset({"KZ-19"})), 83)


def declared(**said: Any) -> int:
    given: dict[str, Any] = {"kind": "road", "happened_at": NOW - MINUTE, "lon": 77.24, "lat": 43.3}
    return incidents.declare_incident(DISPATCHER, draft=IncidentDraft(**(given | said)), now=NOW)


def entered(pk: int, *colours: str, **said: Any) -> list[str]:
    drafts = [CasualtyDraft(category=colour, **said) for colour in colours]
    return casualties.enter_casualties(DISPATCHER, incident_id=pk, drafts=drafts, now=NOW)


def test_it_is_declared_by_a_named_person_where_it_is() -> None:
    pk = declared(estimated=12)
    row = incident_row(DISPATCHER, pk)
    assert (row.state, row.region, row.estimated) == ("declared", "KZ-19", 12)
    assert row.number.startswith("M-KZ-19/2026/")
    assert Incident.objects.get().declared_by == 81
    town = find_places("Талгар", kinds=("settlement",), limit=1)[0]
    by_town = declared(lon=None, lat=None, settlement_id=int(town.id))
    assert incident_row(DISPATCHER, by_town).region == "KZ-19"


def test_nothing_is_declared_nowhere_abroad_or_ahead_of_now() -> None:
    for wrong in ({"lon": None, "lat": None}, {"lon": 2.35, "lat": 48.85}):
        with pytest.raises(incidents.WhereMissing):
            declared(**wrong)
    with pytest.raises(incidents.NotYetHappened):
        declared(happened_at=NOW + MINUTE)
    with pytest.raises(NotAllowed):
        incidents.declare_incident(
            NEIGHBOUR,
            draft=IncidentDraft(kind="road", happened_at=NOW, lon=77.24, lat=43.3),
            now=NOW,
        )
    assert not Incident.objects.exists()


def test_it_is_activated_stood_down_and_activated_again() -> None:
    pk = declared()
    for name in ("activate", "stand_down", "reactivate"):
        incidents.move_incident(DISPATCHER, incident_id=pk, name=name, now=NOW)
    assert incident_row(DISPATCHER, pk).state == "active"
    with pytest.raises(WrongState):
        incidents.move_incident(DISPATCHER, incident_id=pk, name="activate", now=NOW)
    with pytest.raises(NotFound):
        incidents.move_incident(DISPATCHER, incident_id=pk, name="nonsense", now=NOW)


def test_tags_are_given_in_order_and_a_tag_on_somebody_is_not_given_again() -> None:
    pk = declared()
    assert entered(pk, "red", "green") == ["1", "2"]
    assert entered(pk, "red", tag="7") == ["7"]
    assert entered(pk, "yellow") == ["8"]
    with pytest.raises(casualties.TagTaken):
        entered(pk, "black", tag="7")
    assert Casualty.objects.count() == 4
    assert incident_row(DISPATCHER, pk).counts == {"red": 2, "yellow": 1, "green": 1, "black": 0}


def test_what_is_sent_twice_is_stored_once() -> None:
    pk, key = declared(), str(uuid4())
    drafts = [CasualtyDraft(category="red"), CasualtyDraft(category="red")]
    for _again in range(2):
        tags = casualties.enter_casualties(
            DISPATCHER, incident_id=pk, drafts=drafts, sent_key=key, now=NOW
        )
        assert tags == ["1", "2"]
    assert Casualty.objects.count() == 2


def test_sorting_again_keeps_how_it_was_sorted_before() -> None:
    pk = declared()
    entered(pk, "yellow", age="child")
    one = casualty_rows(pk)[0]
    casualties.sort_again(TEAM, casualty_id=one.id, category="red", method="start", now=NOW)
    assert [(t.category, t.method) for t in triage_rows(one.id)] == [
        ("red", "start"),
        ("yellow", "jumpstart"),
    ]
    assert casualty_rows(pk)[0].category == "red"
    with pytest.raises(Error), transaction.atomic():
        TriageRecord.objects.update(category="green")
    with pytest.raises(NotFound):
        casualties.sort_again(NEIGHBOUR, casualty_id=one.id, category="green", now=NOW)


def test_a_request_is_made_once_with_the_urgency_of_the_colour_and_an_unknown_person() -> None:
    pk = declared(is_exercise=True, place="Трасса, км 40")
    entered(pk, "red", "yellow", "green", "black", injury="Ожог")
    ids = [row.id for row in casualty_rows(pk)]
    for _again in range(2):
        casualties.request_for_casualties(DISPATCHER, incident_id=pk, casualty_ids=ids, now=NOW)
    rows = Request.objects.order_by("urgency")
    assert [row.urgency for row in rows] == [1, 2, 3]
    assert {(row.is_exercise, row.place, row.region_id) for row in rows} == {
        (True, "Трасса, км 40", "KZ-19")
    }
    incident = Incident.objects.get(pk=pk)
    assert rows[0].diagnosis == f"Ожог · {incident.number} № 1"
    people = RequestPatient.objects.filter(request__in=rows).select_related("patient")
    assert [one.patient.is_unknown for one in people] == [True, True, True]
    assert not Casualty.objects.get(category="black").request_id


def test_a_worse_colour_raises_the_urgency_of_the_request_and_a_better_one_leaves_it() -> None:
    pk = declared()
    entered(pk, "green")
    one = casualty_rows(pk)[0].id
    casualties.request_for_casualties(DISPATCHER, incident_id=pk, casualty_ids=[one], now=NOW)
    told = []
    for colour in ("yellow", "red", "green", "black"):
        casualties.sort_again(TEAM, casualty_id=one, category=colour, now=NOW)
        row = Request.objects.get()
        told.append((row.urgency, row.version))
    first = told[0][1]
    assert told == [(2, first), (1, first + 1), (1, first + 1), (1, first + 1)]


def test_a_request_that_is_over_keeps_its_urgency() -> None:
    pk = declared()
    entered(pk, "green")
    one = casualty_rows(pk)[0].id
    made = casualties.request_for_casualties(
        DISPATCHER, incident_id=pk, casualty_ids=[one], now=NOW
    )
    withdraw_request(SYSTEM, request_id=made[0], reason="other_transport", now=NOW)
    casualties.sort_again(TEAM, casualty_id=one, category="red", now=NOW)
    assert Request.objects.get().urgency == 3


def test_an_exercise_never_asks_with_a_real_request() -> None:
    pk = declared(is_exercise=True)
    entered(pk, "red")
    other = declared()
    entered(other, "red")
    real = casualty_rows(other)[0].id
    casualties.request_for_casualties(DISPATCHER, incident_id=other, casualty_ids=[real], now=NOW)
    request_id = casualty_rows(other)[0].request_id
    Casualty.objects.filter(pk=real).update(request=None)
    with pytest.raises(Error), transaction.atomic():
        Casualty.objects.filter(incident=pk).update(request=request_id)


def test_a_stood_down_incident_takes_nobody_and_is_silent() -> None:
    pk = declared()
    assert [strip.url for strip in running(DISPATCHER)] == [f"/crisis/{pk}/"]
    assert running(NEIGHBOUR) == []
    section = open_incidents(DISPATCHER, NOW)
    assert section is not None
    assert section.total == 1
    incidents.move_incident(DISPATCHER, incident_id=pk, name="stand_down", now=NOW)
    from qanat.foundation.kept import forget

    forget()
    assert running_incidents() == ()
    with pytest.raises(casualties.IncidentOver):
        entered(pk, "red")
    assert not Casualty.objects.exists()


def test_of_more_incidents_than_a_page_has_room_for_one_line_tells_of_all() -> None:
    declared()
    declared()
    assert len(running(DISPATCHER)) == 2
    from qanat.foundation.kept import forget

    newest = declared()
    forget()
    (line,) = running(DISPATCHER)
    assert line.url == "/crisis/"
    assert "3" in str(line.title)
    assert incident_row(DISPATCHER, newest).number in str(line.text)


def test_who_works_in_another_region_sees_and_changes_nothing() -> None:
    pk = declared()
    assert incident_rows(NEIGHBOUR) == []
    with pytest.raises(NotFound):
        incident_row(NEIGHBOUR, pk)
    draft = [CasualtyDraft(category="red")]
    with pytest.raises(NotFound):
        casualties.enter_casualties(NEIGHBOUR, incident_id=pk, drafts=draft, now=NOW)
    with pytest.raises(NotFound):
        incidents.move_incident(NEIGHBOUR, incident_id=pk, name="stand_down", now=NOW)
    with pytest.raises(NotFound):
        casualties.request_for_casualties(NEIGHBOUR, incident_id=pk, casualty_ids=[1], now=NOW)
    assert (Casualty.objects.count(), Incident.objects.get().state) == (0, "declared")


def test_too_many_for_one_go_are_refused_whole() -> None:
    pk = declared()
    with pytest.raises(casualties.TooMany):
        entered(pk, *["green"] * 201)
    assert not Casualty.objects.exists()
