"""What the registry knows of hospitals."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import DjangoAssertNumQueries

from qanat.foundation.evidence import Evidence
from qanat.foundation.refusals import NotFound
from qanat.foundation.texts import LANGUAGES
from qanat.registry.facilities.models import Capability, Facility
from qanat.registry.facilities.queries import (
    Filter,
    capabilities_of,
    count_facilities,
    facilities_able,
    facilities_with,
    facility_names,
    facility_row,
    facility_rows,
    find_facility,
    organisation_places,
    search_facilities,
)
from qanat.registry.facilities.rules import holds_on, is_enough, moved_apart
from qanat.registry.facilities.states import FacilityType
from qanat.registry.places.queries import region_rows
from qanat.registry.places.rules import distance_m
from qanat.registry.terminology.queries import code_rows

pytestmark = pytest.mark.usefixtures("registry", "db")

COUNTS = {
    FacilityType.CITY: 28,
    FacilityType.NATIONAL: 21,
    FacilityType.PERINATAL: 20,
    FacilityType.DISTRICT: 19,
    FacilityType.CHILDREN: 18,
    FacilityType.MULTI: 18,
    FacilityType.ONCOLOGY: 17,
    FacilityType.INTER: 14,
    FacilityType.CARDIAC: 10,
    FacilityType.EMERGENCY: 5,
    FacilityType.UNIVERSITY: 2,
    FacilityType.DIAGNOSTIC: 1,
}
FAR_M = 3000.0


def test_there_are_173_organisations_of_twelve_types() -> None:
    found = {kind: Facility.objects.filter(type=kind).count() for kind in FacilityType}
    assert found == COUNTS
    assert sum(found.values()) == 173


def test_twenty_six_were_seen_and_the_rest_is_marked_as_memory() -> None:
    evidence = [row.evidence for row in facility_rows()]
    assert evidence.count(Evidence.PUBLISHED) == 26
    assert evidence.count(Evidence.MEMORY) == 147


def test_every_region_has_hospitals() -> None:
    assert len({row.region_code for row in facility_rows()}) == 20


def test_every_name_is_there_in_all_languages() -> None:
    assert all(set(row.names) == set(LANGUAGES) for row in facility_rows())


def test_only_stated_beds_are_shown() -> None:
    stated = {row.code: row.beds_stated for row in facility_rows() if row.beds_stated is not None}
    assert stated == {"001": 250, "002": 210, "065": 540}


def test_hospitals_of_a_town_stand_apart_and_near_it() -> None:
    rows = facility_rows(Filter(region="KZ-71"))
    points = {(row.lon, row.lat) for row in rows}
    assert len(points) == len(rows) == 20
    assert all(distance_m(71.446, 51.18, row.lon, row.lat) < FAR_M for row in rows)
    assert {row.position_evidence for row in rows} == {Evidence.ASSUMPTION}


@given(st.integers(0, 999), st.floats(45, 90), st.floats(40, 56))
def test_a_place_is_moved_a_little_and_always_alike(number: int, lon: float, lat: float) -> None:
    moved = moved_apart(number, lon, lat)
    assert moved == moved_apart(number, lon, lat)
    assert 300 < distance_m(lon, lat, *moved) < FAR_M


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("НКЦЭМ", "001"),
        ("nccem", "001"),
        ("Ұлттық шұғыл медицина", "001"),
        ("Сызганов", "022"),
        ("syzganov", "022"),
        ("перинатальный Актобе", "068"),
        ("перенатальный актобе", "068"),
        ("perinatal aktobe", "068"),
        ("ЦРБ Зайсан", "171"),
        ("Ертіс аудандық", "148"),
        ("онко кызылорда", "129"),
        ("semey emergency", "050"),
        ("Павлодар детская", "146"),
    ],
)
def test_a_hospital_is_found_by_words_of_any_script(text: str, code: str) -> None:
    assert search_facilities(text)[0].code == code


@pytest.mark.parametrize("text", ["", "  ", "—", "%", "zzqqxx ввв", "\x00", "' OR zz=qq --"])
def test_nonsense_finds_no_hospital(text: str) -> None:
    assert search_facilities(text) == []


def test_a_search_is_limited_and_counted_alike() -> None:
    assert len(search_facilities("областная", limit=3)) == 3
    wanted = Filter(text="областная")
    assert count_facilities(wanted) == len(facility_rows(wanted)) > 20


def test_a_filter_joins_its_conditions() -> None:
    wanted = Filter(region="KZ-15", type="perinatal", is_inpatient=True)
    assert [row.code for row in facility_rows(wanted)] == ["068"]
    assert count_facilities(Filter(region="KZ-15", capability="obstetric", level=3)) == 2


def test_pages_of_a_list_follow_each_other() -> None:
    every = [row.code for row in facility_rows()]
    assert [row.code for row in facility_rows(offset=50, limit=50)] == every[50:100]


def test_names_follow_the_viewers_language() -> None:
    with translation.override("kk"):
        row = find_facility("001")
    assert row is not None
    assert row.name == "Ұлттық шұғыл медицинаны үйлестіру орталығы"
    assert row.zone == "Asia/Almaty"
    assert facility_names([row.id])[row.id]


def test_unknown_facilities_are_not_found() -> None:
    assert find_facility("999") is None
    assert find_facility("\x00") is None
    with pytest.raises(NotFound):
        facility_row(999_999_999)


def test_every_capability_is_in_the_list_and_assumed_ones_say_so() -> None:
    known = {row.code for row in code_rows("capability")}
    assert set(Capability.objects.values_list("code", flat=True)) <= known
    seen = Capability.objects.filter(evidence=Evidence.PUBLISHED)
    assert seen.count() < Capability.objects.filter(evidence=Evidence.ASSUMPTION).count()
    assert seen.filter(code="proton_therapy").get().since == date(2025, 11, 1)


def test_helipads_are_not_known_and_so_not_claimed() -> None:
    assert facilities_with("helipad") == []


def test_places_without_beds_are_not_assumed_to_treat() -> None:
    for row in facility_rows(Filter(is_inpatient=False)):
        assert "icu" not in {held.code for held in capabilities_of([row.id]).get(row.id, [])}


def test_a_level_takes_in_the_levels_above() -> None:
    first, second, third = (len(facilities_with("obstetric", level)) for level in (1, 2, 3))
    assert first > second > third > 0
    assert len(facilities_with("obstetric")) == first


def test_a_capability_counts_on_its_days_only() -> None:
    codes = [row.code for row in facilities_with("proton_therapy", on=date(2025, 11, 1))]
    assert codes == ["002"]
    assert facilities_with("proton_therapy", on=date(2025, 10, 31)) == []
    Capability.objects.filter(code="proton_therapy").update(until=date(2026, 1, 31))
    assert facilities_with("proton_therapy", on=date(2026, 2, 1)) == []


def test_several_needs_must_all_be_met() -> None:
    both = facilities_able((("neurosurgery", None), ("paediatric_icu", None)))
    assert [row.code for row in both] == ["065"]
    assert facilities_able((("helipad", None), ("icu", None))) == []
    able = facilities_able((("neurosurgery", None), ("burns", None)), region="KZ-35")
    assert [row.code for row in able] == ["110", "114"]


def test_a_closed_hospital_is_not_offered() -> None:
    Facility.objects.filter(code="049").update(closed_on=date(2026, 1, 1))
    assert facilities_with("hyperbaric") == []
    assert "049" not in {row.code for row in facility_rows()}
    assert find_facility("049") is not None


def test_lists_cost_the_same_few_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    region_rows()  # kept for some seconds
    for limit in (1, 50):
        with django_assert_num_queries(2):
            facility_rows(limit=limit)
    with django_assert_num_queries(2):
        facilities_with("stroke", 2)
    with django_assert_num_queries(2):
        capabilities_of(range(1000))


def test_scopes_may_name_every_organisation() -> None:
    places = organisation_places()
    assert len(places) == 173
    assert {place.region for place in places} == {row.region_code for row in facility_rows()}


@pytest.mark.parametrize(
    ("on", "until", "holds"),
    [
        (date(2026, 1, 1), None, True),
        (date(2025, 12, 31), None, False),
        (date(2026, 6, 1), date(2026, 6, 1), True),
        (date(2026, 6, 2), date(2026, 6, 1), False),
    ],
)
def test_days_of_a_statement(on: date, until: date | None, *, holds: bool) -> None:
    assert holds_on(on, date(2026, 1, 1), until) is holds


def test_a_level_is_enough_if_it_is_as_high() -> None:
    assert is_enough(3, 2)
    assert is_enough(None, None)
    assert not is_enough(1, 2)
    assert not is_enough(None, 1)
