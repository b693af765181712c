"""What the registry knows of places: counts, times, evidence."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation
from pytest_django.fixtures import DjangoAssertNumQueries
from tests.registry.reference import STRANGER

from qanat.foundation.actors import SYSTEM
from qanat.foundation.evidence import Evidence
from qanat.foundation.refusals import NotAllowed, NotFound
from qanat.foundation.texts import LANGUAGES
from qanat.registry.places.commands import load_places
from qanat.registry.places.models import (
    Airfield,
    Country,
    Pad,
    PlaceName,
    Region,
    RoadLink,
    RoadTown,
    Settlement,
)
from qanat.registry.places.queries import (
    airfield_rows,
    count_settlements,
    country_rows,
    find_airfield,
    get_airfield,
    get_region,
    get_settlement,
    landing_places,
    region_rows,
    road_links,
    road_towns,
    settlement_rows,
)
from qanat.registry.places.states import Surface

pytestmark = pytest.mark.usefixtures("registry", "db")

ZONES = {
    "Asia/Almaty", "Asia/Aqtau", "Asia/Aqtobe", "Asia/Atyrau", "Asia/Oral", "Asia/Qostanay",
    "Asia/Qyzylorda",
}  # fmt: skip


def hours(zone: str, at: datetime) -> float:
    offset = at.astimezone(ZoneInfo(zone)).utcoffset()
    assert offset is not None
    return offset.total_seconds() / 3600


def test_there_are_twenty_regions_and_their_people_add_up_to_the_published_total() -> None:
    rows = region_rows()
    assert len(rows) == 20
    assert sum(row.is_city for row in rows) == 3
    assert sum(row.population for row in rows) == 20_495_975


def test_estimated_populations_say_so() -> None:
    evidence = {row.code: row.population_evidence for row in region_rows()}
    assert evidence["KZ-19"] == Evidence.PUBLISHED
    assert evidence["KZ-55"] == Evidence.ASSUMPTION


def test_the_code_of_a_region_is_the_start_of_its_kato() -> None:
    assert all(row.kato == row.code[3:].ljust(9, "0") for row in region_rows())


def test_regions_of_2022_name_the_region_they_came_from() -> None:
    formed = {row.code: row.formed_from for row in region_rows() if row.formed_from}
    assert formed == {"KZ-10": "KZ-63", "KZ-33": "KZ-19", "KZ-62": "KZ-35", "KZ-79": "KZ-61"}


def test_all_settlements_of_geonames_are_there_and_five_are_second_records() -> None:
    assert Settlement.objects.exclude(code="kaskelen").count() == 351
    assert Settlement.objects.exclude(same_as=None).count() == 5
    assert count_settlements() == 347


@pytest.mark.parametrize(
    ("name", "region"),
    [("Urzhar", "KZ-10"), ("Zhangiztobe", "KZ-10"), ("Sayram", "KZ-79"), ("Zhumysker", "KZ-27")],
)
def test_settlements_with_a_wrong_region_are_mended(name: str, region: str) -> None:
    assert Settlement.objects.get(name__en=name).region_id == region


def test_every_name_is_there_in_all_languages() -> None:
    for model in (Region, Settlement, Pad):
        for names in model.objects.values_list("name", flat=True):
            assert set(names) == set(LANGUAGES), names


def test_an_unknown_population_is_unknown_not_zero() -> None:
    assert not Settlement.objects.filter(population=0).exists()
    unknown = Settlement.objects.filter(population=None)
    assert unknown.count() == 52
    assert set(unknown.values_list("population_evidence", flat=True)) == {Evidence.UNKNOWN}


def test_cities_and_townships_are_urban() -> None:
    urban = {row.id for row in settlement_rows() if row.is_urban}
    assert urban == set(
        Settlement.objects.distinct_places()
        .filter(kind__in=("city", "township"))
        .values_list("pk", flat=True)
    )


def test_settlements_come_largest_first_and_can_be_cut() -> None:
    rows = settlement_rows(limit=3)
    assert [row.region_code for row in rows] == ["KZ-75", "KZ-71", "KZ-79"]
    assert settlement_rows(offset=2, limit=1) == rows[2:]
    assert len(settlement_rows("KZ-62")) == 7


def test_the_whole_country_is_five_hours_ahead_since_march_2024() -> None:
    after = datetime(2024, 3, 2, tzinfo=UTC)
    zones = {row.zone for row in region_rows()} | set(
        Settlement.objects.values_list("zone", flat=True)
    )
    assert zones == ZONES
    assert {hours(zone, after) for zone in ZONES} == {5.0}


@pytest.mark.parametrize(
    ("zone", "before"),
    [("Asia/Almaty", 6.0), ("Asia/Qostanay", 6.0), ("Asia/Qyzylorda", 5.0), ("Asia/Aqtau", 5.0)],
)
def test_before_march_2024_the_east_was_six_hours_ahead(zone: str, before: float) -> None:
    assert hours(zone, datetime(2024, 2, 29, 12, tzinfo=UTC)) == before
    assert hours(zone, datetime(2024, 2, 29, 20, tzinfo=UTC)) == 5.0


def test_the_hour_which_came_twice_is_kept_apart_by_utc() -> None:
    almaty, kyzylorda = ZoneInfo(get_region("KZ-75").zone), ZoneInfo(get_region("KZ-43").zone)
    first, second = (datetime(2024, 2, 29, hour, 30, tzinfo=UTC) for hour in (17, 18))
    assert [at.astimezone(almaty).strftime("%d %H:%M") for at in (first, second)] == [
        "29 23:30",
        "29 23:30",
    ]
    assert [at.astimezone(kyzylorda).strftime("%d %H:%M") for at in (first, second)] == [
        "29 22:30",
        "29 23:30",
    ]


def test_every_zone_in_the_registry_is_known_to_this_machine() -> None:
    zones = set(Country.objects.values_list("zone", flat=True)) - {""}
    zones |= set(Airfield.objects.values_list("zone", flat=True))
    assert all(ZoneInfo(zone) for zone in zones)


def test_the_alliance_and_the_countries_of_evacuations_are_there() -> None:
    by_code = {row.code: row for row in country_rows()}
    assert {code for code, row in by_code.items() if row.alliance == "member"} == {
        "AZ", "KG", "KZ", "TR", "UZ",
    }  # fmt: skip
    assert {"DE", "KR", "VN", "EG", "RU", "CN", "TH", "CH", "US"} <= by_code.keys()


def test_airfields_know_what_they_know() -> None:
    astana, tengiz = find_airfield("nqz"), find_airfield("UATZ")
    assert astana is not None
    assert tengiz is not None
    assert (astana.runway_m, astana.is_lit, astana.hours) == (3500, True, "H24")
    assert (tengiz.runway_m, tengiz.is_lit, tengiz.elevation_m) == (None, None, None)
    assert tengiz.elevation_evidence == Evidence.UNKNOWN
    assert tengiz.surface == Surface.UNKNOWN


def test_what_is_not_known_of_an_airfield_is_tagged_so_and_the_rest_is_not() -> None:
    for row in airfield_rows():
        pairs = (
            (row.runway_m, row.runway_evidence),
            (row.elevation_m, row.elevation_evidence),
            (row.is_lit, row.lights_evidence),
            (row.hours or None, row.hours_evidence),
            (row.has_fuel, row.fuel_evidence),
            (None if row.surface == Surface.UNKNOWN else row.surface, row.surface_evidence),
        )
        for value, evidence in pairs:
            assert (value is None) is (evidence == Evidence.UNKNOWN), (row.icao, pairs)


def test_thirty_four_airfields_at_home_lie_in_a_region() -> None:
    rows = airfield_rows("KZ")
    assert len(rows) == 34
    assert all(row.region_code and row.settlement_id for row in rows)
    assert find_airfield("") is None


def test_landing_places_are_airfields_and_sites() -> None:
    rows = landing_places()
    assert [row.kind for row in rows].count("airfield") == 34
    assert [row.kind for row in rows].count("pad") == Pad.objects.count()
    assert all(row.runway_m == 0 for row in rows if row.kind == "pad")
    assert len(landing_places("")) > len(rows)


def test_an_airfield_which_is_not_in_use_is_no_landing_place() -> None:
    Airfield.objects.filter(icao="UASB").update(is_in_use=False)
    assert "UASB" not in {row.code for row in landing_places()}


def test_landing_places_cost_two_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(2):
        landing_places()


def test_roads_lead_from_town_to_town() -> None:
    towns = {row.name for row in road_towns()}
    links = road_links()
    assert len(towns) == RoadTown.objects.count() > 100
    assert all({row.a, row.b} <= towns and row.length_m > 1000 for row in links)
    assert len({row.id for row in links}) == len(links)


def test_roads_are_named_in_the_viewers_language() -> None:
    with translation.override("kk"):
        ways = {row.way for row in road_links()}
    assert any("Көкшетау" in way for way in ways)
    assert not any("Kokshetau" in way for way in ways)


def test_a_road_can_not_lead_to_where_it_starts() -> None:
    town = RoadTown.objects.order_by("id")[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        RoadLink.objects.create(start=town, end=town, km=1, road_class="other", evidence="memory")


def test_a_name_belongs_to_exactly_one_place() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PlaceName.objects.create(key="nowhere", weight=1)


@pytest.mark.parametrize("get", [get_settlement, get_airfield])
def test_an_unknown_place_is_not_found(get: object) -> None:
    with pytest.raises(NotFound):
        get(999_999_999)  # type: ignore[operator] # of many kinds
    with pytest.raises(NotFound):
        get_region("KZ-99")


def test_loading_again_changes_nothing() -> None:
    def state() -> list[object]:
        return [
            list(model.objects.order_by("pk").values())
            for model in (Country, Region, Settlement, Airfield, Pad, RoadTown, RoadLink)
        ]

    before, names = state(), PlaceName.objects.count()
    load_places(SYSTEM)
    assert state() == before
    assert PlaceName.objects.count() == names


def test_loading_needs_its_permission() -> None:
    with pytest.raises(NotAllowed):
        load_places(STRANGER)
