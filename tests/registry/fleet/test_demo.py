from collections import Counter
from datetime import timedelta

import pytest
from django.db.models import Count
from pytest_django import Settings
from tests.registry.builders import NOW, TODAY, somebody

from qanat.foundation.actors import NATION, SYSTEM
from qanat.foundation.refusals import NotAllowed
from qanat.registry.fleet.commands import keep_demo_fleet, load_demo_fleet, load_fleet
from qanat.registry.fleet.commands.demo import PlacesMissing
from qanat.registry.fleet.models import (
    Aircraft,
    AircraftType,
    Ambulance,
    Contract,
    MedicalModule,
    Operator,
)
from qanat.registry.fleet.permissions import SEE
from qanat.registry.fleet.queries import aircraft_rows, base_rows, module_rows, type_rows
from qanat.registry.fleet.subscribers import keep_demonstration
from qanat.registry.places.commands import load_places
from qanat.registry.terminology.states import Evidence

pytestmark = pytest.mark.django_db


def test_types_are_loaded_with_evidence_for_every_figure_and_renewed_in_place() -> None:
    first = load_fleet(SYSTEM)
    ids = set(AircraftType.objects.values_list("pk", flat=True))
    assert load_fleet(SYSTEM) == first
    assert set(AircraftType.objects.values_list("pk", flat=True)) == ids
    by_code = {row.code: row for row in type_rows()}
    assert len(by_code) == 17
    crj = by_code["crj-200"]
    assert (crj.range_m, crj.strip_m, crj.surfaces) == (2_600_000, 1_800, ("paved",))
    assert crj.cruise_mps == pytest.approx(780 / 3.6, abs=0.01)
    assert crj.evidence["stretchers"] == Evidence.PUBLISHED
    assert crj.evidence["cruise_mps"] == Evidence.MEMORY
    assert crj.evidence["pad_m"] == Evidence.UNKNOWN
    for row in by_code.values():
        assert set(row.evidence.values()) <= set(Evidence.values)
        assert (row.pad_m is None) == (row.kind != "helicopter")
        for field, evidence in row.evidence.items():
            assert (getattr(row, field) is None) == (evidence == Evidence.UNKNOWN)


def test_published_operators_are_no_synthetic_ones() -> None:
    load_fleet(SYSTEM)
    kinds = dict(Operator.objects.filter(is_synthetic=False).values_list("code", "kind"))
    assert kinds == {"kazaviaspas": "mes", "alaman-air": "airline"}


def test_the_demonstration_needs_places_and_the_right() -> None:
    with pytest.raises(PlacesMissing):
        load_demo_fleet(SYSTEM, seed=1, now=NOW)
    for act in (load_fleet, lambda a: load_demo_fleet(a, seed=1, now=NOW)):
        with pytest.raises(NotAllowed):
            act(somebody({SEE}, NATION))
    assert not Aircraft.objects.exists()
    assert not Operator.objects.exists()


def test_the_fleet_of_the_demonstration_is_national_plausible_and_marked() -> None:
    load_places(SYSTEM)
    load_fleet(SYSTEM)
    made = load_demo_fleet(SYSTEM, seed=7, now=NOW)
    assert (made.aircraft, made.contracts, made.ambulances) == (42, 8, 1618)
    for table in (Aircraft, MedicalModule, Contract, Ambulance):
        assert table.objects.filter(is_synthetic=False).count() == 0
    assert all("SYN" in tail for tail in Aircraft.objects.values_list("tail", flat=True))
    rows = aircraft_rows(SYSTEM, at=NOW)
    helicopters = {r.base_region for r in rows if r.type and r.type.kind == "helicopter"}
    assert len(helicopters) == 20
    assert Counter(r.unavailable for r in rows) == {"": 39, "unserviceable": 3}
    assert sum(r.is_stale for r in rows) >= 1
    jet = next(r for r in rows if r.type and r.type.code == "crj-200")
    assert (len(jet.modules), jet.base_region) == (2, "KZ-71")
    assert all(base.name["ru"] for base in base_rows())
    uncertified = [m for m in module_rows(SYSTEM, on=TODAY) if not m.is_certified]
    assert len(uncertified) == 1
    assert all(c.hours_bought > 0 for c in Contract.objects.all())


def test_ambulances_stand_by_population_as_published() -> None:
    load_places(SYSTEM)
    load_fleet(SYSTEM)
    load_demo_fleet(SYSTEM, seed=7, now=NOW)
    kinds = dict(Ambulance.objects.values_list("kind").annotate(Count("pk")))
    assert kinds == {"specialised": 258, "feldsher": 1360}
    villages = Ambulance.objects.filter(settlement__kind="village").count()
    nowhere = Ambulance.objects.filter(settlement=None).count()
    assert 600 <= villages + nowhere <= 620
    regions = dict(Ambulance.objects.values_list("region").annotate(Count("pk")))
    assert len(regions) == 20
    assert max(regions, key=lambda code: regions[code]) in {"KZ-75", "KZ-61"}


def test_the_same_seed_makes_the_same_fleet_once() -> None:
    load_places(SYSTEM)
    load_fleet(SYSTEM)
    load_demo_fleet(SYSTEM, seed=7, now=NOW)
    before = [(r.tail, r.status, r.unavailable) for r in aircraft_rows(SYSTEM, at=NOW)]
    again = load_demo_fleet(SYSTEM, seed=8, now=NOW + timedelta(days=1))
    assert again.aircraft == 0
    assert [(r.tail, r.status, r.unavailable) for r in aircraft_rows(SYSTEM, at=NOW)] == before


def test_the_demonstration_stays_fresh_while_it_runs(settings: Settings) -> None:
    load_places(SYSTEM)
    load_fleet(SYSTEM)
    load_demo_fleet(SYSTEM, seed=7, now=NOW)
    keep_demo_fleet(SYSTEM, now=NOW)
    assert keep_demo_fleet(SYSTEM, now=NOW) == 0
    for days in (1, 2):
        keep_demo_fleet(SYSTEM, now=NOW + timedelta(days=days))
    later = NOW + timedelta(days=2, hours=1)
    rows = aircraft_rows(SYSTEM, at=later)
    assert sum(row.is_stale for row in rows) == 1
    assert sum(row.status == "unserviceable" for row in rows) == 1  # two came back as expected
    assert Ambulance.objects.filter(stated_at__lt=later - timedelta(days=1)).count() == 0
    next_year = NOW + timedelta(days=45)
    assert aircraft_rows(SYSTEM, at=next_year)[0].unavailable == "no_contract"
    settings.QANAT_DEMO = False
    keep_demonstration(next_year)
    assert Contract.objects.count() == 8
    settings.QANAT_DEMO = True
    keep_demonstration(next_year)
    assert Contract.objects.count() == 16
    with pytest.raises(NotAllowed):
        keep_demo_fleet(somebody({SEE}, NATION), now=NOW)
