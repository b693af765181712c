"""The demonstration's years in the records: counted right, loaded once and whole, synthetic."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.models import F, Q, Sum
from pytest_django.plugin import DjangoDbBlocker

from qanat.care.telemedicine.models import ConsultationOrder
from qanat.foundation.actors import SYSTEM
from qanat.foundation.audit.models import AuditEntry
from qanat.foundation.periods import Period
from qanat.foundation.synthetic import mark_everything
from qanat.ops import facts
from qanat.ops.demo.year import loading
from qanat.ops.demo.year.loading import Tallies, load_years
from qanat.ops.demo.year.storing import Writer
from qanat.ops.progress import silent
from qanat.ops.seed import install_reference
from qanat.ops.troubles import TroubleError
from qanat.readiness.statistics.queries.counting import ask, report
from qanat.readiness.statistics.queries.probes import probe_counts
from qanat.registry.fleet.commands.demo import load_demo_fleet
from qanat.registry.fleet.models import Contract
from qanat.registry.patients.models import Patient
from qanat.registry.workforce.commands.demo import load_demo_workforce
from qanat.response.commitments.models import Commitment
from qanat.response.dispatch.models import (
    CostLine,
    CrewMember,
    Mission,
    Outcome,
    Request,
    RequestPatient,
    Review,
    Stamp,
)

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
SEED, SCALE = 7, 40

pytestmark = pytest.mark.usefixtures("made", "db")


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Tallies]:
    """Make two small years once, in a transaction which the module shares."""
    with django_db_blocker.unblock():
        connection.ensure_connection()
        block = transaction.atomic()
        block._from_testcase = True  # type: ignore[attr-defined] # as TestCase does
        with block:
            install_reference(silent)
            mark_everything()
            load_demo_fleet(SYSTEM, seed=1, now=NOW)
            load_demo_workforce(SYSTEM, seed=1, now=NOW)
            _fail_half_way()
            yield load_years(silent, NOW, seed=SEED, scale=SCALE)
            transaction.set_rollback(True)


def _fail_half_way() -> None:
    """Begin to load and be interrupted."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Writer, "_orders", _interrupted)
        with pytest.raises(KeyboardInterrupt):
            load_years(silent, NOW, seed=SEED, scale=SCALE)
    assert not Request.objects.exists()
    assert not Patient.objects.exists()
    assert not facts.fact("demo.year.2024")


def _interrupted(_writer: Writer) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("last", [30, 31])
@pytest.mark.parametrize("year", [2024, 2025])
def test_the_report_finds_in_the_records_what_was_made(made: Tallies, year: int, last: int) -> None:
    found = report(SYSTEM, ask((date(year, 1, 1), date(year, 12, last))))
    assert found.counts == made[year]


@pytest.mark.parametrize("year", [2024, 2025])
def test_nothing_of_a_made_year_is_missing_impossible_or_entered_late(year: int) -> None:
    found = probe_counts(SYSTEM, Period(date(year, 1, 1), date(year, 12, 31)))
    assert {code: count for code, count in found.items() if count} == {}


def test_a_year_is_loaded_once_and_never_with_another_seed() -> None:
    before = Request.objects.count()
    assert load_years(silent, NOW, seed=SEED, scale=SCALE) == {}
    with pytest.raises(TroubleError, match="seed 7"):
        load_years(silent, NOW)
    assert Request.objects.count() == before


def test_a_year_that_is_not_over_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "FACT", "another.year")
    with pytest.raises(TroubleError, match="2024 is not over"):
        load_years(silent, datetime(2024, 5, 1, tzinfo=UTC))


@pytest.mark.parametrize("model", [Request, Mission, Patient, ConsultationOrder, Contract])
def test_every_record_says_that_it_is_synthetic(model: type[Request]) -> None:
    assert model.objects.exists()
    assert not model.objects.filter(is_synthetic=False).exists()


def test_no_request_is_open_and_each_refusal_has_its_reason() -> None:
    assert not Request.objects.open().exists()
    refused = Request.objects.filter(decision__in=["decline", "withdraw", "ground", "remote"])
    assert refused.exists()
    assert not refused.filter(decision_reason="").exists()
    decided = Review.objects.filter(decision=F("request__decision"))
    assert decided.count() == Request.objects.count()


def test_some_were_refused_or_declined_before_they_were_flown_after_all() -> None:
    first = Review.objects.exclude(decision=F("request__decision"))
    assert first.exists()
    assert not first.exclude(decision="decline", at__lt=F("request__decided_at")).exists()
    refused = Mission.objects.filter(mode="air", state="refused")
    assert refused.exists()
    assert not refused.filter(Q(end_reason="") | Q(took_off_at__isnull=False)).exists()
    again = RequestPatient.objects.filter(request__decision="decline").values("patient")
    asked = RequestPatient.objects.filter(patient__in=again, request__decision="remote")
    assert asked.exists()


def test_every_flight_has_its_crew_its_promises_and_its_stamps() -> None:
    flights = Mission.objects.filter(mode="air", took_off_at__isnull=False)
    assert not flights.exclude(crew__person__isnull=False).exists()
    promised = Commitment.objects.filter(purpose_kind="mission", state="firm")
    assert set(flights.values_list("pk", flat=True)) <= set(
        promised.values_list("purpose_id", flat=True)
    )
    left = Stamp.objects.filter(kind="air.take_off").values("mission").annotate(n=F("at"))
    assert left.count() >= flights.count()
    assert CrewMember.objects.filter(role="physician").exists()


def test_hours_are_bought_for_the_year_flown_under_it_and_paid_by_it() -> None:
    for contract in Contract.objects.filter(valid__contains=date(2025, 6, 1)):
        flown = Mission.objects.filter(contract=contract, took_off_at__isnull=False)
        assert not flown.exclude(took_off_at__year=2025, operator=contract.operator).exists()
        flown_s = flown.aggregate(total=Sum("flown_s"))["total"]
        assert Decimal(flown_s) / 3600 < contract.hours_bought * 2
        lines = CostLine.objects.filter(contract=contract)
        assert lines.aggregate(total=Sum("flown_s"))["total"] == flown_s


def test_outcomes_are_known_for_the_flown_and_for_the_declined() -> None:
    for requests in (
        Request.objects.filter(decision="fly_patient"),
        Request.objects.filter(decision="decline"),
    ):
        assert Outcome.objects.filter(request__in=requests, point="30d").exists()


def test_the_audit_names_the_system_and_the_making_of_the_year() -> None:
    born = AuditEntry.objects.filter(table_name="dispatch_request", action="I")
    assert set(born.values_list("command", "actor_id")) == {("load_demo_year", SYSTEM.id)}
    assert born.count() == Request.objects.count()
