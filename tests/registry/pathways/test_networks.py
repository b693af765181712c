"""The clinical networks that ship with Qanat."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from pytest_django.fixtures import DjangoAssertNumQueries
from tests.registry.reference import READER, STRANGER

from qanat.foundation.actors import SYSTEM
from qanat.foundation.evidence import Evidence
from qanat.foundation.kept import forget
from qanat.foundation.refusals import NotAllowed, NotFound
from qanat.foundation.texts import LANGUAGES
from qanat.registry.facilities.queries import facilities_able
from qanat.registry.pathways.commands import load_pathways
from qanat.registry.pathways.models import Network, NetworkLevel, RoutingRule, Target, Window
from qanat.registry.pathways.queries import (
    network_detail,
    network_rows,
    required_capabilities,
    target_rows,
    window_for,
)
from qanat.registry.terminology.queries import code_rows

pytestmark = pytest.mark.usefixtures("registry", "db")

ONSET = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 25)
HOUR = 3600
TABLES = (Network, NetworkLevel, Target, Window, RoutingRule)


def needs(icd10: str, age: float | None, *, pregnant: bool | None = None) -> dict[str, object]:
    rows = required_capabilities(icd10, age, pregnant, TODAY)
    return {row.capability: row.level for row in rows if row.is_required}


def test_there_are_eight_networks_with_three_levels_each() -> None:
    codes = [row.code for row in network_rows(READER)]
    assert codes == [
        "stroke",
        "obstetric",
        "newborn",
        "trauma",
        "cardiac",
        "toxicology",
        "children",
        "general",
    ]
    for code in codes:
        assert [row.level for row in network_detail(READER, code).levels] == [1, 2, 3]


def test_who_may_not_read_sees_no_network() -> None:
    assert network_rows(STRANGER) == []
    with pytest.raises(NotFound):
        network_detail(STRANGER, "stroke")
    with pytest.raises(NotFound):
        network_detail(READER, "dentistry")


def test_every_name_is_there_in_all_languages() -> None:
    for model in TABLES:
        for names in model.objects.values_list("name", flat=True):
            assert set(names) == set(LANGUAGES), (model, names)


def test_clocks_and_capabilities_are_in_their_lists() -> None:
    clocks = {row.code for row in code_rows("clock")}
    for target in Target.objects.order_by("id"):
        assert {target.clock_from, target.clock_to} <= clocks
    capabilities = {row.code for row in code_rows("capability")}
    asked = set(RoutingRule.objects.values_list("capability", flat=True))
    asked |= set(RoutingRule.objects.exclude(ask_of="").values_list("ask_of", flat=True))
    assert asked | set(Network.objects.values_list("capability", flat=True)) <= capabilities


def test_everything_that_is_required_can_be_had_somewhere() -> None:
    for rule in RoutingRule.objects.filter(is_required=True).order_by("id"):
        assert facilities_able([(rule.capability, rule.level)], on=TODAY), rule.code


def test_the_stroke_targets_are_those_of_the_sources() -> None:
    rows = {row.code: row for row in target_rows("stroke", TODAY)}
    needle = rows["door_to_needle"]
    assert (needle.limit_s, needle.share_percent, needle.evidence) == (
        HOUR,
        85,
        Evidence.PUBLISHED,
    )
    assert rows["door_to_needle_fast"].is_verified is False
    assert rows["door_to_device"].limit_s == 90 * 60


def test_a_target_of_another_time_does_not_count() -> None:
    Target.objects.filter(code="door_to_needle").update(valid_to=date(2026, 1, 1))
    assert "door_to_needle" not in {row.code for row in target_rows("stroke", TODAY)}
    assert "door_to_needle" in {row.code for row in target_rows("stroke", date(2025, 6, 1))}


def test_the_windows_of_a_stroke_run_from_its_onset() -> None:
    rows = window_for("I63.9", ONSET, ONSET + timedelta(hours=3))
    assert [(row.treatment, row.limit_s / HOUR, row.left_s / HOUR) for row in rows] == [
        ("thrombolysis", 4.5, 1.5),
        ("thrombectomy", 6.0, 3.0),
        ("thrombectomy_late", 24.0, 21.0),
    ]
    assert [row.is_default for row in rows] == [True, True, False]
    assert rows[-1].condition


def test_a_closed_window_says_how_long_ago() -> None:
    [first, *_rest] = window_for("I63.9", ONSET, ONSET + timedelta(hours=5))
    assert first.left_s == -0.5 * HOUR


@pytest.mark.parametrize(
    ("icd10", "treatment"),
    [
        ("I21.0", "pci"),
        ("I61", "haemorrhage_surgery"),
        ("T07", "definitive_care"),
        ("T31.3", "burn_centre"),
        ("P21", "cooling"),
        ("O72", "bleeding_control"),
        ("T58", "hyperbaric"),
    ],
)
def test_each_network_has_its_windows(icd10: str, treatment: str) -> None:
    assert treatment in {row.treatment for row in window_for(icd10, ONSET, ONSET)}


@pytest.mark.parametrize("icd10", ["J18.9", "", "nonsense", "K92.2"])
def test_no_window_runs_where_none_is_defined(icd10: str) -> None:
    assert window_for(icd10, ONSET, ONSET) == []


@pytest.mark.parametrize(
    ("icd10", "age", "expected"),
    [
        ("I63.9", 70.0, {"adults": None, "thrombolysis": None}),
        ("I61", 70.0, {"adults": None, "neurosurgery": None}),
        ("O14.1", 28.0, {"obstetric": 3, "icu": None}),
        ("O80", 28.0, {"obstetric": 2}),
        ("O72", 28.0, {"obstetric": 3}),
        ("P22.0", 0.01, {"neonatal_icu": None, "newborn": 3}),
        ("Q25", 0.01, {"neonatal_icu": None, "paediatric_cardiac_surgery": None}),
        ("Q25", 40.0, {"adults": None, "general": 2}),
        ("Q25", 3.0, {"paediatrics": 2}),
        ("I21.0", 60.0, {"adults": None, "cardiac": 2, "pci": None}),
        ("T07", 40.0, {"adults": None, "trauma": 3}),
        ("S06", 40.0, {"adults": None, "neurosurgery": None}),
        ("S82", 5.0, {"paediatrics": 2, "trauma": 2}),
        ("T31.3", 40.0, {"adults": None, "burns": None}),
        ("T40", 30.0, {"adults": None, "toxicology": None}),
        ("T40", 5.0, {"paediatrics": 2, "toxicology": None, "paediatric_icu": None}),
        ("J18.9", 40.0, {"adults": None, "general": 2}),
        ("J18.9", 3.0, {"paediatrics": 2}),
        ("J18.9", 0.02, {"newborn": 2}),
        ("T17", 3.0, {"paediatrics": 2, "paediatric_surgery": None}),
        ("K92.2", 55.0, {"adults": None, "general": 2, "surgery": None}),
        ("C34", 55.0, {"adults": None, "oncology": None}),
        ("O14.1", 16.0, {"obstetric": 3, "icu": None}),
        ("J18.9", None, {"adults": None, "general": 2}),
        ("", None, {"adults": None, "general": 2}),
        ("nonsense", 3.0, {"paediatrics": 2}),
    ],
)
def test_a_diagnosis_and_an_age_say_what_the_hospital_needs(
    icd10: str, age: float | None, expected: dict[str, object]
) -> None:
    assert needs(icd10, age) == expected


def test_a_pregnant_woman_with_another_illness_should_be_near_obstetricians() -> None:
    rows = required_capabilities("J18.9", 30.0, is_pregnant=True, on=TODAY)
    found = [(row.capability, row.level) for row in rows if not row.is_required]
    assert found == [("obstetric", 2)]
    rows = required_capabilities("J18.9", 30.0, is_pregnant=False, on=TODAY)
    assert "obstetric" not in {row.capability for row in rows}


def test_who_may_be_asked_is_what_the_strictest_rule_allows() -> None:
    rows = {row.capability: row for row in required_capabilities("T17", 3.0, None, TODAY)}
    child = rows["paediatrics"]
    assert (child.ask_of, child.ask_level) == ("general", 2)
    rows = {row.capability: row for row in required_capabilities("J18.9", 30.0, None, TODAY)}
    assert rows["general"].ask_of == ""


@pytest.mark.parametrize("age", [0.5, 3.0, 16.0, 40.0, None])
def test_every_diagnosis_has_its_needs_at_every_age(age: float | None) -> None:
    for code in (row.code for row in code_rows("icd10")):
        assert needs(code, age), code


def test_each_need_says_why_in_the_viewers_language() -> None:
    with translation.override("ru"):
        [row, *_rest] = required_capabilities("O72", 28.0, None, TODAY)
    assert row.networks == ("obstetric",)
    assert row.name == "Акушерская помощь"
    assert "Кровотечение в родах и после" in row.reasons


def test_needs_and_windows_cost_the_same_few_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for icd10 in ("I63", "T40"):
        forget()
        with django_assert_num_queries(2):
            required_capabilities(icd10, 5.0, None, TODAY)
        with django_assert_num_queries(1):
            window_for(icd10, ONSET, ONSET)


def test_loading_again_changes_nothing() -> None:
    before = [list(model.objects.order_by("pk").values()) for model in TABLES]
    load_pathways(SYSTEM)
    assert [list(model.objects.order_by("pk").values()) for model in TABLES] == before


def test_loading_needs_its_permission() -> None:
    with pytest.raises(NotAllowed):
        load_pathways(STRANGER)
