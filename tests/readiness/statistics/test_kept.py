"""Months that are kept: what they say is what the records say, whatever changed since."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Final

import psycopg
import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from tests.readiness.statistics.conftest import country
from tests.readiness.statistics.reading import EXAMPLE
from tests.readiness.statistics.taking import take_in

from qanat.foundation.actors import SYSTEM
from qanat.foundation.audit.sealing import begin_era
from qanat.foundation.commands import intention
from qanat.foundation.periods import Period, months_of
from qanat.ops.checks import work
from qanat.ops.checks.findings import Level
from qanat.readiness.statistics.commands import keeping
from qanat.readiness.statistics.commands.keeping import keep_months
from qanat.readiness.statistics.models import KeptCounts
from qanat.readiness.statistics.queries import counting, kept, outliers, sums
from qanat.readiness.statistics.queries.kept import Kept, joined, kept_parts
from qanat.readiness.statistics.queries.kinds import differing_months
from qanat.readiness.statistics.queries.rows import Regions
from qanat.readiness.statistics.queries.tallies import TOGETHER, counted
from qanat.readiness.statistics.rules.counting.figures import Dimension, Figure
from qanat.readiness.statistics.rules.counting.tallies import added_up

__all__ = ["country"]
NOW: Final = datetime(2026, 1, 20, 9, tzinfo=UTC)
YEAR: Final = Period(date(2025, 1, 1), date(2025, 12, 31))
CROOKED: Final = Period(date(2025, 2, 11), date(2025, 11, 20))
BYS: Final = (None, *Dimension)
SCOPES: Final[tuple[Regions, ...]] = (
    None,
    frozenset({"KZ-62"}),
    frozenset({"KZ-62", "KZ-61", "KZ-75", "KZ-71"}),
)


@pytest.fixture(autouse=True)
def _one_year(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep no more months than are looked at."""
    monkeypatch.setattr(keeping, "YEARS", 1)


def keep_everything() -> None:
    while keep_months(NOW):
        pass


def assert_the_records_say_so(monkeypatch: pytest.MonkeyPatch, period: Period = YEAR) -> None:
    """Compare everything that is told of a period with what the records alone come to."""
    for regions in SCOPES:
        told = counting._counted(period, regions, dict.fromkeys(BYS, tuple(Figure)))
        for by in BYS:
            assert told[by] == counted(period, regions, tuple(Figure), by), (regions, by)
        with monkeypatch.context() as patch:
            patch.setattr(outliers, "regions_of", lambda *_who, scope=regions: scope)
            quick = sums.sums_of(period, regions), outliers.compared_groups(SYSTEM, period)
            for module in (sums, outliers):
                patch.setattr(module, "kept_parts", lambda days, *_rest: Kept({}, (days,)))
            slow = sums.sums_of(period, regions), outliers.compared_groups(SYSTEM, period)
        assert quick == slow


def kept_months(period: Period = YEAR) -> int:
    return len(kept_parts(period, None, [""]).months)


def change(sql: str) -> None:
    """Change records as a command would: by somebody, audited."""
    with intention(SYSTEM, "test.change"), connection.cursor() as cursor:
        cursor.execute(sql)
        assert cursor.rowcount


SHARED: Final = (
    "INSERT INTO dispatch_missionrequest (mission_id, request_id) SELECT q.mission_id, o.id"
    " FROM dispatch_missionrequest q JOIN dispatch_mission m ON m.id = q.mission_id"
    " JOIN dispatch_request r ON r.id = q.request_id"
    " JOIN LATERAL (SELECT id FROM dispatch_request WHERE region <> r.region AND need <> 'road'"
    " AND received_at >= '2025-01-01' ORDER BY id DESC LIMIT 3) o ON true"
    " WHERE m.mode = 'air' AND r.region IN ('KZ-62', 'KZ-61')"
)
"""Flights for requests of several regions."""
CHANGES: Final = (
    "UPDATE dispatch_request SET region = 'KZ-62' WHERE id IN"
    " (SELECT id FROM dispatch_request WHERE region <> 'KZ-62' ORDER BY id LIMIT 3)",
    "UPDATE dispatch_request SET received_at = received_at - interval '3 months' WHERE id ="
    " (SELECT max(id) FROM dispatch_request)",
    "UPDATE dispatch_request SET nosology = 'other' WHERE id = (SELECT min(id) FROM"
    " dispatch_request WHERE nosology <> 'other')",
    "UPDATE dispatch_mission SET took_off_at = took_off_at + interval '40 days',"
    " landed_at = landed_at + interval '40 days', ended_at = ended_at + interval '40 days'"
    " WHERE id = (SELECT min(id) FROM dispatch_mission WHERE mode = 'air')",
    "UPDATE dispatch_mission SET level = 'almaty' WHERE id = (SELECT min(id) FROM"
    " dispatch_mission WHERE mode = 'air' AND level = 'regional')",
    "UPDATE dispatch_service SET cancelled_at = now(), cancel_reason = 'error' WHERE id ="
    " (SELECT min(s.id) FROM dispatch_service s JOIN dispatch_mission m ON m.id = s.mission_id"
    " WHERE m.mode = 'air')",
    "UPDATE dispatch_service SET performed_at = performed_at - interval '2 months' WHERE id ="
    " (SELECT max(id) FROM dispatch_service)",
    "DELETE FROM dispatch_servicepatient WHERE id = (SELECT min(id) FROM dispatch_servicepatient)",
    "INSERT INTO telemedicine_remoteservice"
    " (order_id, performed_at, performed_by, recorded_at, by_id, conclusion, recommends)"
    " SELECT order_id, performed_at + interval '1 month', performed_by, recorded_at, by_id,"
    " conclusion, recommends FROM telemedicine_remoteservice ORDER BY id LIMIT 1",
    "UPDATE telemedicine_consultationorder SET region = 'KZ-62' WHERE id = (SELECT min(id) FROM"
    " telemedicine_consultationorder WHERE region <> 'KZ-62')",
    "DELETE FROM telemedicine_orderpatient WHERE id = (SELECT max(id) FROM"
    " telemedicine_orderpatient)",
    "UPDATE patients_patient p SET merged_into_id = o.into, resolved_id = o.into FROM"
    " (SELECT min(patient_id) AS into, max(patient_id) AS id FROM dispatch_servicepatient) o"
    " WHERE p.id = o.id",
    "DELETE FROM dispatch_missionrequest WHERE id = (SELECT min(q.id) FROM dispatch_missionrequest"
    " q JOIN dispatch_mission m ON m.id = q.mission_id WHERE m.mode = 'air')",
    "UPDATE fleet_aircraft SET tail = 'UP-NEW99' WHERE id = (SELECT min(aircraft_id) FROM"
    " dispatch_mission)",
)  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("country")
def test_whatever_changes_is_counted_at_once_and_the_rest_stays_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    take_in(EXAMPLE)
    assert kept_months() == 0
    change(SHARED)
    keep_everything()
    assert kept_months() == 12
    assert KeptCounts.objects.filter(region__contains=TOGETHER, by="").exists()
    for period in (YEAR, CROOKED):
        assert_the_records_say_so(monkeypatch, period)
    for number, sql in enumerate(CHANGES):
        before = kept_months()
        change(sql)
        after = kept_months()
        assert after < before or number % 5, sql
        assert after > 0 or sql is CHANGES[-1], sql
        assert_the_records_say_so(monkeypatch)
        if number % 5 == 4:
            keep_everything()
            assert kept_months() == 12
    keep_everything()
    assert_the_records_say_so(monkeypatch, CROOKED)
    assert differing_months(100) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("country")
def test_what_was_under_way_while_months_were_counted_is_not_missed(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(EXAMPLE)
    with psycopg.connect(database_url) as other:
        other.execute("SELECT set_config('qanat.actor', '0', false)")
        other.execute("UPDATE dispatch_request SET nosology = 'other' WHERE nosology <> 'other'")
        keep_everything()
        assert kept_months() == 12
        other.commit()
    assert kept_months() < 12
    assert_the_records_say_so(monkeypatch)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("country")
def test_nothing_kept_is_believed_after_a_restore_after_much_or_by_the_doctor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    take_in(EXAMPLE)
    keep_everything()
    with monkeypatch.context() as patch:
        patch.setattr(kept, "MOST_NEWS", 3)
        change(CHANGES[2])
        assert kept_months() == 11
        change(CHANGES[0])
        assert kept_months() == 0
    keep_everything()
    KeptCounts.objects.filter(by="", region="", month=date(2025, 5, 1)).update(counts="{}")
    assert differing_months(100) == [date(2025, 5, 1)]
    monkeypatch.setattr(work, "MONTHS_COUNTED", 100)
    found = work.check_figures()
    assert found.level is Level.FAILURE
    assert "kept figures of 2025-05 differ" in found.text
    with monkeypatch.context() as patch:
        patch.setattr(kept, "MEANING", "another")
        assert kept_months() == 0
    begin_era(NOW)
    assert kept_months() == 0
    assert differing_months(100) == []
    keep_everything()
    assert kept_months() == 12
    assert_the_records_say_so(monkeypatch)
    assert work.check_figures().level is Level.OK


MONTHS: Final = [month for _name, month in months_of(YEAR)]


@given(st.lists(st.sampled_from(MONTHS), unique=True))
def test_joined_days_are_the_same_days(parts: list[Period]) -> None:
    days = joined(sorted(parts, key=lambda one: one.first))

    def within(periods: Sequence[Period]) -> set[date]:
        return {
            date.fromordinal(n)
            for one in periods
            for n in range(one.first.toordinal(), one.last.toordinal() + 1)
        }

    assert within(days) == within(parts)
    assert all(a.last.toordinal() + 1 < b.first.toordinal() for a, b in pairwise(days))


things = st.lists(st.sampled_from("abcdef"), max_size=6)


@given(st.lists(st.dictionaries(st.sampled_from(["", "x"]), things, max_size=2)))
def test_parts_add_up_to_the_whole(parts: list[dict[str, list[str]]]) -> None:
    tallies: list[dict[str, dict[str, int | list[str]]]] = [
        {key: {"patients": sorted(set(some)), "services": len(some)} for key, some in part.items()}
        for part in parts
    ]
    told = added_up(tallies, ["patients", "services", "flights"])
    for key in {key for part in parts for key in part}:
        every = [one for part in parts for one in part.get(key, [])]
        assert told[key] == {"patients": len(set(every)), "services": len(every)}
    assert told.keys() == {key for part in parts for key in part}
