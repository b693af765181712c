from datetime import timedelta
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.registry.builders import NOW, TODAY, facility, region, somebody
from tests.registry.fleet import builders as make

from qanat.foundation.actors import NATION, NOBODY, SYSTEM, Scope
from qanat.foundation.parameters import queries as parameters
from qanat.foundation.refusals import NotFound
from qanat.registry.fleet.commands import place_module, withdraw_aircraft
from qanat.registry.fleet.models import Aircraft, Ambulance
from qanat.registry.fleet.permissions import SEE, SEE_CONTRACTS
from qanat.registry.fleet.queries import (
    aircraft_at,
    aircraft_record,
    aircraft_rows,
    ambulance_at,
    ambulance_counts,
    ambulance_rows,
    available_aircraft,
    contract_for,
    contract_row,
    contract_rows,
    hours_bought,
    module_at,
    module_rows,
    operator_places,
    operator_row,
    operator_rows,
    rate_of,
)

pytestmark = pytest.mark.django_db
READER = somebody({SEE, SEE_CONTRACTS}, NATION)


@pytest.fixture(autouse=True)
def _fresh_parameters() -> None:
    parameters.forget()


def test_one_plans_with_what_is_fit_based_and_under_contract() -> None:
    operator = make.operator()
    ready, silent = make.aircraft(operator_id=operator), make.aircraft(operator_id=operator)
    unpaid = make.aircraft()
    for craft in (ready, unpaid):
        make.fit(craft)
    contract = make.contract(operator)
    rows = {row.id: row for row in aircraft_rows(READER, at=NOW)}
    assert {pk: row.unavailable for pk, row in rows.items()} == {
        ready: "",
        silent: "never_stated",
        unpaid: "no_contract",
    }
    assert rows[ready].contract_ids == (contract,)
    assert [row.id for row in available_aircraft(READER, at=NOW)] == [ready]
    assert available_aircraft(READER, at=NOW + timedelta(days=60)) == []


def test_a_statement_is_stale_after_the_parameter() -> None:
    craft = make.aircraft()
    make.fit(craft)
    assert not aircraft_at(craft, NOW + timedelta(hours=22)).is_stale
    assert aircraft_at(craft, NOW + timedelta(hours=24)).is_stale


def test_who_sees_which_aircraft() -> None:
    operator = make.operator()
    mine = make.aircraft(operator_id=operator, base_id=make.base("KZ-10", "UASS"))
    here = make.aircraft()
    gone = make.aircraft()
    withdraw_aircraft(SYSTEM, aircraft_id=gone, on=TODAY)

    def seen(scope: Scope) -> set[int]:
        return {row.id for row in aircraft_rows(somebody({SEE}, scope), at=NOW)}

    assert seen(NATION) == {mine, here}
    assert seen(Scope(operators=frozenset({operator}))) == {mine}
    assert seen(Scope(regions=frozenset({"KZ-19"}))) == {here}
    assert seen(Scope(regions=frozenset({"KZ-10"}), operators=frozenset({operator}))) == {mine}
    assert seen(Scope(countries=frozenset({"KZ"}))) == set()
    assert aircraft_rows(NOBODY, at=NOW) == []
    with pytest.raises(NotFound):
        aircraft_record(somebody({SEE}, Scope(regions=frozenset({"KZ-10"}))), here, at=NOW)


def test_prices_are_seen_by_the_nation_and_the_own_operator_only() -> None:
    operator = make.operator()
    craft = make.aircraft(operator_id=operator)
    contract = make.contract(operator)
    own = somebody({SEE, SEE_CONTRACTS}, Scope(operators=frozenset({operator})))
    other = somebody({SEE, SEE_CONTRACTS}, Scope(operators=frozenset({operator + 1})))
    regional = somebody({SEE}, Scope(regions=frozenset({"KZ-19"})))
    assert [row.id for row in contract_rows(own)] == [contract]
    assert contract_row(READER, contract).rates[0].hour_tiyn == 112_000_000
    for stranger in (other, regional):
        assert contract_rows(stranger) == []
        with pytest.raises(NotFound):
            contract_row(stranger, contract)
    assert aircraft_record(regional, craft, at=NOW).contracts == ()
    assert [c.id for c in aircraft_record(own, craft, at=NOW).contracts] == [contract]


def test_an_aircraft_flies_under_the_contract_which_ends_first() -> None:
    operator = make.operator()
    craft, other_type = make.aircraft(operator_id=operator), make.aircraft(code="pc-12ng")
    long = make.contract(operator)
    short = make.contract(operator, valid_to=TODAY)
    found = contract_for(craft, NOW)
    assert found is not None
    assert (found.id, found.valid_to) == (short, TODAY)
    later = contract_for(craft, NOW + timedelta(days=2))
    assert later is not None
    assert later.id == long
    assert contract_for(craft, NOW + timedelta(days=300)) is None
    assert contract_for(other_type, NOW) is None
    rate = rate_of(short, craft)
    assert rate is not None
    assert rate.positioning_hour_tiyn == 89_600_000
    assert rate_of(short, other_type) is None
    assert hours_bought(short) == Decimal("250.50")
    for missing in (0,):
        with pytest.raises(NotFound):
            hours_bought(missing)


def test_what_is_not_there_is_not_found() -> None:
    for read in (lambda: aircraft_at(0, NOW), lambda: module_at(0, NOW), lambda: ambulance_at(0)):
        with pytest.raises(NotFound):
            read()
    with pytest.raises(NotFound):
        operator_row(READER, 0)


def test_modules_are_seen_with_their_aircraft() -> None:
    operator = make.operator()
    craft, module = make.aircraft(operator_id=operator), make.module(operator)
    loose = make.module(make.operator())
    regional = somebody({SEE}, Scope(regions=frozenset({"KZ-19"})))
    assert module_rows(regional, on=TODAY) == []
    place_module(SYSTEM, module_id=module, aircraft_id=craft)
    assert [m.id for m in module_rows(regional, on=TODAY)] == [module]
    assert {m.id for m in module_rows(READER, on=TODAY)} == {module, loose}


def test_operators_are_counted_and_are_values_of_a_scope() -> None:
    operator, idle = make.operator(), make.operator()
    make.aircraft(operator_id=operator)
    counts = {row.id: row.aircraft for row in operator_rows(READER)}
    assert (counts[operator], counts[idle]) == (1, 0)
    regional = somebody({SEE}, Scope(regions=frozenset({"KZ-19"})))
    assert [row.id for row in operator_rows(regional)] == [operator]
    assert str(operator) in {place.value for place in operator_places()}


def test_ambulances_by_region_and_organisation() -> None:
    hospital = facility("KZ-10")
    for n, (code, owner) in enumerate((("KZ-19", None), ("KZ-19", None), ("KZ-10", hospital))):
        Ambulance.objects.create(
            call_sign=f"A-{n}",
            kind="feldsher",
            region=region(code),
            facility=owner,
            is_serviceable=n != 1,
            stated_at=NOW,
        )
    assert [a.call_sign for a in ambulance_rows(READER, region="KZ-19")] == ["A-0", "A-1"]
    serviceable = ambulance_rows(READER, region="KZ-19", kind="feldsher", only_serviceable=True)
    assert [a.call_sign for a in serviceable] == ["A-0"]
    ward = somebody({SEE}, Scope(organisations=frozenset({hospital.pk})))
    assert [a.call_sign for a in ambulance_rows(ward)] == ["A-2"]
    assert ambulance_counts(READER) == {"KZ-10": (1, 1), "KZ-19": (2, 1)}


def test_reading_costs_the_same_however_large_the_fleet_is(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    operator = make.operator()
    craft = 0
    for size in (1, 4):
        for _ in range(size):
            craft = make.aircraft(operator_id=operator)
            make.fit(craft)
            place_module(SYSTEM, module_id=make.module(operator), aircraft_id=craft)
            make.contract(operator)
        aircraft_rows(READER, at=NOW)  # the parameters are kept from here on
        with django_assert_num_queries(6):
            aircraft_rows(READER, at=NOW)
        with django_assert_num_queries(12):
            aircraft_record(READER, craft, at=NOW)
        with django_assert_num_queries(3):
            contract_rows(READER)
    assert Aircraft.objects.count() == 5
