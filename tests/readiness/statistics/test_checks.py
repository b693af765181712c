"""Identities between figures, faults of the records, organisations which stand out."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings
from tests.foundation.access.builders import Accounts, signed_in
from tests.readiness.statistics.reading import EXAMPLE
from tests.readiness.statistics.taking import take_in

from qanat.foundation.actors import SYSTEM
from qanat.foundation.periods import Period
from qanat.readiness.statistics.queries.counting import Question
from qanat.readiness.statistics.queries.faults import PROBES
from qanat.readiness.statistics.queries.identities import Checked, identities
from qanat.readiness.statistics.queries.labels import FIGURES
from qanat.readiness.statistics.queries.outliers import compared_groups
from qanat.readiness.statistics.queries.probes import Found, probe_counts, probe_rows
from qanat.readiness.statistics.rules.outliers import fences_of
from qanat.web.languages import COOKIE

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
LONG = "UPDATE dispatch_mission SET landed_at = took_off_at + interval '3 days'"
DAYS = {"first": "2025-01-01", "last": "2025-12-31"}


def mended(table: str, sql: str) -> None:
    """Change records past the guards, as only a fault of the program could."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def held(period: Period = YEAR, region: str = "") -> list[Checked]:
    return identities(SYSTEM, Question(period, region), dict(FIGURES))


@pytest.mark.django_db
@pytest.mark.usefixtures("country")
@pytest.mark.parametrize("region", ["", "KZ-62", "KZ-19"])
@pytest.mark.parametrize("days", [1, 31, 364])
def test_every_identity_holds_on_the_example_in_any_period(region: str, days: int) -> None:
    take_in(EXAMPLE)
    for start in (YEAR.first, date(2025, 5, 17)):
        found = held(Period(start, start + timedelta(days=days)), region)
        assert [str(one.label) for one in found if not one.holds] == []


@pytest.mark.django_db
@pytest.mark.usefixtures("country")
def test_a_transport_without_its_patient_breaks_an_identity_and_is_found() -> None:
    take_in(EXAMPLE)
    mended(
        "dispatch_servicepatient",
        "DELETE FROM dispatch_servicepatient WHERE service_id IN (SELECT s.id FROM dispatch_service"
        " s JOIN dispatch_mission m ON m.id = s.mission_id WHERE m.mode = 'air'"
        " AND s.kind = 'transport' ORDER BY s.id LIMIT 40)",
    )
    broken = {one.probe for one in held() if not one.holds}
    assert "nobody_transported" in broken
    found = probe_counts(SYSTEM, YEAR)["nobody_transported"]
    assert found == 40
    rows = probe_rows(SYSTEM, Found("nobody_transported", YEAR), count=100)
    assert len({row.id for row in rows}) == found


@pytest.mark.django_db
@pytest.mark.usefixtures("country")
def test_each_probe_lists_as_many_records_as_it_counts() -> None:
    take_in(EXAMPLE)
    mended("dispatch_mission", LONG)
    mended(
        "dispatch_request",
        "UPDATE dispatch_request SET decided_at = received_at - interval '1 hour'",
    )
    mended(
        "dispatch_service",
        "UPDATE dispatch_service SET performed_at = performed_at - interval '1 day'",
    )
    for region in ("", "KZ-62"):
        counts = probe_counts(SYSTEM, YEAR, region)
        assert counts.keys() == PROBES.keys()
        for code, count in counts.items():
            rows = probe_rows(SYSTEM, Found(code, YEAR, region), count=1000)
            assert len(rows) == count, code
    assert probe_counts(SYSTEM, YEAR)["flight_too_long"] > 200
    assert probe_counts(SYSTEM, YEAR)["decided_before_received"] > 200
    assert probe_counts(SYSTEM, YEAR)["service_before_flight"] > 100


@pytest.mark.django_db
@pytest.mark.usefixtures("country")
def test_an_organisation_far_from_the_others_stands_out() -> None:
    take_in(EXAMPLE)
    mended(
        "dispatch_request",
        "UPDATE dispatch_request SET received_at = received_at - interval '20 days'"
        " WHERE region = 'KZ-62'",
    )
    regions, operators = compared_groups(SYSTEM, YEAR)
    outside = [row.key for row in regions.rows if row.is_outside]
    assert outside == ["KZ-62"]
    assert regions.rows[0].key == "KZ-62"
    assert sum(row.flights for row in operators.rows) > 200


@given(st.lists(st.floats(0, 1e6), min_size=4, max_size=40))
def test_the_middle_half_never_stands_out(values: list[float]) -> None:
    fences = fences_of(values)
    assert fences is not None
    ordered = sorted(values)
    quarter = len(ordered) // 4
    assert not any(fences.is_outside(v) for v in ordered[quarter + 1 : len(ordered) - quarter - 1])
    assert fences_of(values[:3]) is None


@pytest.fixture
def accounts(settings: Settings) -> Accounts:
    settings.QANAT_ROLES = "tests.readiness.statistics.roles.ROLES"
    return Accounts()


def as_(accounts: Accounts, role: str, value: str = "") -> Client:
    client = signed_in(accounts.account(role, value))
    client.cookies[COOKIE] = "en"
    return client


@pytest.mark.django_db
@pytest.mark.usefixtures("country")
def test_the_page_leads_from_each_fault_to_its_records(accounts: Accounts) -> None:
    take_in(EXAMPLE)
    mended("dispatch_mission", LONG)
    client = as_(accounts, "reader")
    page = client.get(reverse("statistics:checks"), DAYS).content.decode()
    assert "Holds" in page
    assert "compare" not in re.findall(r'<select[^>]* name="(\w+)"', page)
    assert "check=flight_too_long" in page
    asked = {**DAYS, "check": "flight_too_long"}
    listed = client.get(reverse("statistics:check_records"), asked).content.decode()
    (shown,) = re.findall(r"<h2>(\d+) records</h2>", listed)
    assert int(shown) == probe_counts(SYSTEM, YEAR)["flight_too_long"]
    assert client.get(reverse("statistics:check_records"), {"check": "no"}).status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("country")
def test_an_empty_period_says_so_and_others_are_kept_out(
    accounts: Accounts, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_(accounts, "reader")
    empty = client.get(reverse("statistics:checks"), {"first": "2019-01-01", "last": "2019-01-31"})
    assert "Nothing in this period" in empty.content.decode()
    wrong = client.get(reverse("statistics:checks"), {"first": "2019-02-01", "last": "2019-01-31"})
    assert wrong.status_code == 422
    assert as_(accounts, "stranger").get(reverse("statistics:checks")).status_code == 403
    regional = as_(accounts, "regional_analyst", "KZ-62")
    assert regional.get(reverse("statistics:checks"), DAYS | {"region": "KZ-19"}).status_code == 422
    with django_assert_max_num_queries(45):
        client.get(reverse("statistics:checks"), DAYS)
