"""The demonstration's years of treatment abroad: planned right, written by the live commands."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from qanat.care.abroad.models import Appeal, Case, CaseDecision
from qanat.care.commission.models import Item
from qanat.care.funding.models import Appropriation, Obligation
from qanat.foundation.access.sign_in.demo import ensure_demo_accounts
from qanat.foundation.actors import SYSTEM
from qanat.foundation.periods import Period
from qanat.foundation.synthetic import mark_everything
from qanat.ops.demo.accounts import accounts
from qanat.ops.demo.sent.loading import load_sent, prepare_sent
from qanat.ops.demo.sent.plan import plan_year
from qanat.ops.demo.sent.tally import countries, tally
from qanat.ops.demo.sent.totals import SEED, YEAR_2022, YEAR_2025, years
from qanat.ops.demo.treatment import SITS_SINCE, establish_commission
from qanat.ops.demo.year.loading import Tallies
from qanat.ops.progress import silent
from qanat.ops.seed import install_reference
from qanat.ops.troubles import TroubleError
from qanat.readiness.treatment.queries.counting import report
from qanat.readiness.treatment.rules.figures import Figure

NOW = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)
REGIONS = ("KZ-19", "KZ-47", "KZ-61", "KZ-71")
OTHER, SCALE = 7, 40
MILLION_TIYN = 100_000_000


def test_the_published_years_are_planned_as_they_were_printed() -> None:
    before, after = (plan_year(one, REGIONS, SEED) for one in years())
    assert countries(before) == {"TR": 44, "RU": 13, "DE": 9, "IN": 7, "BY": 6, "KR": 1}
    assert (tally(before)["helped"], tally(before)["children_helped"]) == (80, 71)
    told = tally(after)
    assert (told["helped"], told["sent_abroad"], told["specialist_here"]) == (77, 70, 7)
    assert sorted(countries(after), key=lambda code: -countries(after)[code])[:3] == [
        "DE",
        "TR",
        "IN",
    ]
    for kind in ("is_returned", "is_urgent", "dies", "appeals"):
        assert any(getattr(one, kind) for one in (*before, *after)), kind
    assert max(one.decided_at for one in after).date() <= date(2025, 12, 1)
    prices = [one.price_mln for one in after if one.price_mln]
    assert round(sum(prices) / len(prices)) == 13
    assert sum(prices) > 1_000
    for group, printed in (("blood", 35), ("urogenital", 32), ("nervous", 17)):
        own = [one.price_mln for one in after if one.group == group]
        assert round(sum(own) / len(own)) == printed


def test_the_same_seed_plans_the_same_year_and_another_one_another() -> None:
    assert plan_year(YEAR_2022, REGIONS, 5) == plan_year(YEAR_2022, REGIONS, 5)
    assert plan_year(YEAR_2022, REGIONS, 5) != plan_year(YEAR_2022, REGIONS, 6)
    assert years(OTHER)[1].countries != YEAR_2025.countries


@pytest.fixture(scope="module")
def made(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Tallies]:
    """Make two small years with other totals once, in a transaction which the module shares."""
    home: Path = tmp_path_factory.mktemp("home")
    with django_db_blocker.unblock(), override_settings(QANAT_DEMO=True, QANAT_HOME=home):
        connection.ensure_connection()
        block = transaction.atomic()
        block._from_testcase = True  # type: ignore[attr-defined] # as TestCase does
        with block:
            install_reference(silent)
            mark_everything()
            people = ensure_demo_accounts(SYSTEM, accounts=accounts())
            establish_commission(people, NOW - SITS_SINCE)  # as it sits in the demonstration
            yield {
                year: counts
                for totals in prepare_sent(NOW, seed=OTHER, scale=SCALE)
                for year, counts in load_sent(silent, NOW, totals, seed=OTHER, scale=SCALE).items()
            }
            transaction.set_rollback(True)


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("year", [2022, 2025])
def test_the_report_finds_in_the_records_what_was_made(made: Tallies, year: int) -> None:
    found = report(SYSTEM, Period(date(year, 1, 1), date(year, 12, 31)))
    told = {key: count for key, count in found.counts.items() if key in made[year]}
    assert told == made[year]
    totals = next(one for one in years(OTHER, SCALE) if one.year == year)
    treated, died = found.counts[Figure.TREATED], found.counts[Figure.DIED]
    assert treated + died == found.counts[Figure.HELPED]
    planned = sum(group.cases * group.mean_mln for group in totals.groups.values())
    assert found.counts[Figure.COST] == pytest.approx(planned * MILLION_TIYN, rel=0.01)
    sent = {key: n[Figure.ABROAD] for key, n in found.by["country"].items() if n[Figure.ABROAD]}
    assert sent == totals.countries


@pytest.mark.usefixtures("made", "db")
def test_every_case_came_by_the_commission_and_every_tiyn_is_settled() -> None:
    assert not Case.objects.filter(is_synthetic=False).exists()
    helped = Case.objects.filter(decision__in=["abroad", "specialist"])
    ended = ("closed", "died")
    assert not helped.exclude(state__in=ended).exclude(decided_at__year=2025).exists()
    assert not helped.exclude(state__in=[*ended, "follow_up"]).exists()
    decided = CaseDecision.objects.count()
    assert Item.objects.filter(state="decided").count() == decided
    assert decided == Case.objects.count() + Appeal.objects.count()
    assert not Obligation.objects.exclude(state="closed").exists()
    assert not Appropriation.objects.exclude(state="closed").exists()


@pytest.mark.usefixtures("made", "db")
def test_a_year_is_loaded_once_and_never_with_another_seed() -> None:
    before = Case.objects.count()
    with override_settings(QANAT_DEMO=True):
        assert prepare_sent(NOW, seed=OTHER, scale=SCALE) == []
        with pytest.raises(TroubleError, match="seed 7"):
            prepare_sent(NOW)
    assert Case.objects.count() == before
