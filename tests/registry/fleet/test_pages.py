"""Pages of the fleet."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from tests.registry.browsing import HTMX, Browse
from tests.registry.builders import region
from tests.registry.fleet import builders as make

from qanat.foundation.actors import SYSTEM
from qanat.registry.fleet.commands import ensure_aircraft, place_module
from qanat.registry.fleet.models import (
    Aircraft,
    Ambulance,
    Basing,
    Contract,
    MedicalModule,
    ModuleCertificate,
    Serviceability,
)

pytestmark = pytest.mark.django_db


def at(name: str, *args: int) -> str:
    return reverse(f"fleet:{name}", args=args)


def operator_of(craft: int) -> int:
    return Aircraft.objects.get(pk=craft).operator_id or 0


def test_the_board_shows_state_and_age_and_filters(browse: Browse) -> None:
    fit, silent = make.aircraft(), make.aircraft(code="pc-12ng")
    make.fit(fit)
    client = browse("fleet_manager")
    page = client.get(at("board")).content.decode()
    assert at("aircraft", fit) in page
    assert "never stated" in page
    assert "no contract" in page
    only = client.get(at("board"), {"kind": "aeroplane"}, headers=HTMX).content.decode()
    assert at("aircraft", silent) in only
    assert at("aircraft", fit) not in only
    assert "<html" not in only
    nonsense = client.get(at("board"), {"kind": "x", "region": "?", "page": "zz"})
    assert nonsense.status_code == 200
    assert "No aircraft here" in client.get(at("board"), {"status": "limited"}).content.decode()


def test_an_aircraft_is_shown_with_unverified_figures(browse: Browse) -> None:
    craft = make.aircraft()
    place_module(SYSTEM, module_id=make.module(operator_of(craft)), aircraft_id=craft)
    page = browse("fleet_manager").get(at("aircraft", craft)).content.decode()
    assert "unverified" in page
    assert "not certified" in page
    assert "EC145" in page


def test_a_desk_states_its_own_aircraft_and_finds_no_other(browse: Browse) -> None:
    mine, other = make.aircraft(), make.aircraft()
    desk = browse("desk", str(operator_of(mine)))
    assert at("aircraft", other) not in desk.get(at("board")).content.decode()
    assert desk.get(at("aircraft", other)).status_code == 404
    assert desk.get(at("state", other)).status_code == 404
    assert desk.get(at("state", mine)).status_code == 200
    at_home = timezone.now().astimezone(ZoneInfo("Asia/Almaty"))
    now = at_home.strftime("%Y-%m-%dT%H:%M")
    saved = desk.post(at("state", mine), {"status": "serviceable", "since": now})
    assert (saved.status_code, saved["Location"]) == (303, at("aircraft", mine))
    for wrong in (
        {"status": "unserviceable", "since": now},
        {"status": "x", "since": now},
        {"status": "serviceable", "since": "2099-01-01T00:00"},
        {},
    ):
        assert desk.post(at("state", mine), wrong).status_code == 422
    kept = desk.post(at("state", mine), {"status": "limited", "since": now, "note": "kept words"})
    assert "kept words" in kept.content.decode()
    assert Serviceability.objects.count() == 1
    for name in ("move", "withdraw"):
        assert desk.get(at(name, mine)).status_code == 403
        assert desk.post(at(name, mine), {}).status_code == 403


def test_who_may_not_see_the_fleet_sees_nothing(browse: Browse) -> None:
    craft = make.aircraft()
    client = browse("outsider")
    for address in (
        at("board"), at("aircraft", craft), at("types"), at("operators"), at("modules"),
        at("ambulances"), at("register"),
    ):  # fmt: skip
        assert client.get(address).status_code == 403


def test_a_regional_reader_sees_no_prices(browse: Browse) -> None:
    craft = make.aircraft()
    make.contract(operator_of(craft), number="SECRET-7")
    reader = browse("fleet_reader", "KZ-19")
    for address in (at("aircraft", craft), at("operator", operator_of(craft))):
        page = reader.get(address)
        assert page.status_code == 200
        assert "SECRET-7" not in page.content.decode()
    manager = browse("fleet_manager")
    assert "SECRET-7" in manager.get(at("aircraft", craft)).content.decode()
    assert reader.get(at("new_contract", operator_of(craft))).status_code == 403


def test_an_aircraft_is_registered_moved_and_withdrawn(browse: Browse) -> None:
    operator, base, other = make.operator(), make.base(), make.base()
    client = browse("fleet_manager")
    assert client.get(at("register")).status_code == 200
    typed = {
        "tail": "up-new1",
        "type_id": make.type_id(),
        "operator_id": operator,
        "base_id": base,
        "from_at": "2026-01-01T00:00",
    }
    assert client.post(at("register"), typed).status_code == 303
    assert client.post(at("register"), typed).status_code == 422
    craft = Aircraft.objects.get(tail="UP-NEW1").pk
    moved = client.post(at("move", craft), {"base_id": other, "from_at": "2026-02-01T00:00"})
    assert moved.status_code == 303
    early = client.post(at("move", craft), {"base_id": base, "from_at": "2026-01-15T00:00"})
    assert early.status_code == 422
    assert Basing.objects.count() == 2
    assert client.get(at("withdraw", craft)).status_code == 200
    assert client.post(at("withdraw", craft), {"on": ""}).status_code == 422
    assert client.post(at("withdraw", craft), {"on": "2026-11-01"}).status_code == 303
    assert Aircraft.objects.get().withdrawn_on is not None


def test_a_contract_is_opened_in_tenge_and_kept_in_tiyn(browse: Browse) -> None:
    operator = make.operator()
    client = browse("fleet_manager")
    first, second = make.type_id(), make.type_id("pc-12ng")
    typed = {
        "number": "C-77",
        "purpose": "all",
        "valid_from": "2026-01-01",
        "valid_to": "2026-12-31",
        "hours_bought": "250,5",
        "type_1": first,
        "hour_1": "1 120 000,50",
        "positioning_1": "896000",
    }
    assert client.get(at("new_contract", operator)).status_code == 200
    unpriced = client.post(at("new_contract", operator), typed | {"type_2": second})
    assert unpriced.status_code == 422
    saved = client.post(
        at("new_contract", operator), typed | {"type_2": second, "hour_2": "900000"}
    )
    assert saved.status_code == 303
    rates = {r.aircraft_type_id: r for r in Contract.objects.get().rates.all()}
    assert rates[first].hour_tiyn == 112_000_050
    assert rates[second].positioning_hour_tiyn == 90_000_000
    assert "C-77" in client.get(at("operator", operator)).content.decode()
    again = client.post(at("new_contract", operator), typed)
    assert (again.status_code, "on record" in again.content.decode()) == (422, True)
    early = client.post(
        at("new_contract", operator), typed | {"valid_to": "2025-01-01", "hour_1": ""}
    )
    text = early.content.decode()
    assert "The last day lies before the first." in text
    assert text.index("Type 1") < text.index('name="hour_1"') < text.index("Type 2")
    for wrong in ({"hours_bought": "-1"}, {"valid_to": "2025-01-01"}, {"hour_1": "9" * 40}):
        assert client.post(at("new_contract", operator), typed | wrong).status_code == 422
    for unknown in (0, 10**30):
        assert client.get(at("new_contract", unknown)).status_code == 404
        assert client.get(at("aircraft", unknown)).status_code == 404


def test_certificates_and_places_of_modules(browse: Browse) -> None:
    craft = make.aircraft()
    module = make.module(operator_of(craft))
    client = browse("fleet_manager")
    assert "not certified" in client.get(at("modules")).content.decode()
    typed = {"number": "K-1", "valid_from": "2026-01-01", "valid_to": "2099-12-31"}
    assert client.get(at("certificate", module)).status_code == 200
    assert client.post(at("certificate", module), typed).status_code == 303
    assert client.post(at("certificate", module), typed).status_code == 422
    assert ModuleCertificate.objects.count() == 1
    certified = client.get(at("modules")).content.decode()
    assert "not certified" not in certified
    assert "2099" in certified
    assert "&lt;time" not in certified
    assert client.get(at("place_module", module)).status_code == 200
    assert client.post(at("place_module", module), {}).status_code == 422
    assert client.post(at("place_module", module), {"aircraft_id": craft}).status_code == 303
    assert MedicalModule.objects.get().aircraft_id == craft
    assert client.get(at("certificate", 0)).status_code == 404


def test_ambulances_turn_pages_and_are_stated(browse: Browse) -> None:
    place = region("KZ-19")
    Ambulance.objects.bulk_create(
        Ambulance(call_sign=f"A-{n:03d}", kind="feldsher", region=place, stated_at=timezone.now())
        for n in range(55)
    )
    client = browse("fleet_manager")
    first = client.get(at("ambulances"), {"region": "KZ-19"}).content.decode()
    assert "A-049" in first
    assert "A-050" not in first
    assert "A-054" in client.get(at("ambulances"), {"page": "2"}).content.decode()
    empty = client.get(at("ambulances"), {"region": "KZ-10"})
    assert "A-000" in empty.content.decode()  # a region nobody knows is no filter
    pk = Ambulance.objects.order_by("pk").first()
    assert pk is not None
    assert client.get(at("state_ambulance", pk.pk)).status_code == 200
    assert client.post(at("state_ambulance", pk.pk), {}).status_code == 422
    saved = client.post(at("state_ambulance", pk.pk), {"is_serviceable": "no", "note": "gears"})
    assert saved.status_code == 303
    pk.refresh_from_db()
    assert (pk.is_serviceable, pk.note) == (False, "gears")
    assert client.get(at("state_ambulance", 0)).status_code == 404


def test_pages_cost_the_same_however_large_the_fleet_is(
    browse: Browse,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    operator = make.operator()
    client = browse("fleet_manager")
    client.get(at("board"))
    for size in (1, 5):
        craft = 0
        for _ in range(size):
            craft = make.aircraft(operator_id=operator)
            make.fit(craft)
            place_module(SYSTEM, module_id=make.module(operator), aircraft_id=craft)
            make.contract(operator)
        with django_assert_max_num_queries(12):
            client.get(at("board"))
        with django_assert_max_num_queries(18):
            client.get(at("aircraft", craft))
        with django_assert_max_num_queries(16):
            client.get(at("operator", operator))
        with django_assert_max_num_queries(8):
            client.get(at("modules"))


def test_a_stale_statement_is_visibly_stale(browse: Browse) -> None:
    craft = make.aircraft()
    Serviceability.objects.create(
        aircraft_id=craft,
        status="serviceable",
        since=timezone.now() - timedelta(days=3),
        stated_at=timezone.now() - timedelta(days=3),
        stated_by=0,
    )
    client = browse("fleet_manager")
    assert "the statement is old" in client.get(at("aircraft", craft)).content.decode()
    assert 'class="stale"' in client.get(at("board")).content.decode()


def test_what_only_journals_name_is_left_out_of_the_fleet_until_asked_for(
    browse: Browse,
) -> None:
    craft = make.aircraft()
    old = ensure_aircraft(SYSTEM, tails={"UP-OLD1": "Airline of a journal"})["UP-OLD1"]
    client = browse("fleet_manager")
    board = client.get(at("board")).content.decode()
    assert at("aircraft", craft) in board
    assert at("aircraft", old) not in board
    journals = client.get(at("board"), {"known": "journals"}).content.decode()
    assert at("aircraft", old) in journals
    assert at("aircraft", craft) not in journals
    both = client.get(at("board"), {"known": "all"}).content.decode()
    assert at("aircraft", old) in both
    assert at("aircraft", craft) in both
    assert client.get(at("aircraft", old)).status_code == 200


def test_operators_which_only_journals_name_are_left_out_until_asked_for(
    browse: Browse,
) -> None:
    known = operator_of(make.aircraft())
    old = operator_of(ensure_aircraft(SYSTEM, tails={"UP-OLD1": "Airline J"})["UP-OLD1"])
    client = browse("fleet_manager")
    shown = client.get(at("operators")).content.decode()
    assert at("operator", known) in shown
    assert at("operator", old) not in shown
    journals = client.get(at("operators"), {"known": "journals"}).content.decode()
    assert at("operator", old) in journals
    assert at("operator", known) not in journals
    assert client.get(at("operators"), {"known": "nonsense"}).status_code == 200
    page = client.get(at("operator", old)).content.decode()
    assert "UP-OLD1" in page
