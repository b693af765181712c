"""The ledger of published figures, through its pages, files and commands."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings
from tests.foundation.access.builders import Accounts, signed_in
from tests.readiness.statistics.conftest import country
from tests.readiness.statistics.reading import EXAMPLE
from tests.readiness.statistics.taking import take_in

from qanat.foundation.actors import SYSTEM
from qanat.readiness.ledger.commands import correct_figure, load_ledger, withdraw_figure
from qanat.readiness.ledger.commands.entering import CorrectedMeanwhile, FigureDraft
from qanat.readiness.ledger.commands.loading import DATA
from qanat.readiness.ledger.models import Publication, PublishedFigure
from qanat.readiness.ledger.queries.figures import figure_rows, history_rows
from qanat.readiness.ledger.queries.standing import Held, held_figures
from qanat.readiness.ledger.states import Arithmetic, Standing
from qanat.readiness.statistics.queries.counting import ask, report
from qanat.web.languages import COOKIE

__all__ = ["country"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
AVIATION = "medical-aviation-2025"


@pytest.fixture
def accounts(settings: Settings) -> Accounts:
    settings.QANAT_ROLES = "tests.readiness.ledger.roles.ROLES"
    load_ledger(SYSTEM)
    return Accounts()


def as_(accounts: Accounts, role: str, value: str = "", language: str = "en") -> Client:
    client = signed_in(accounts.account(role, value))
    client.cookies[COOKIE] = language
    return client


def at(name: str, *args: object) -> str:
    return reverse(f"ledger:{name}", args=args)


def held(code: str, publication: str = AVIATION) -> Held:
    found = held_figures(SYSTEM)
    return next(
        one for one in found if one.row.code == code and one.row.publication.code == publication
    )


def id_of(code: str) -> int:
    return PublishedFigure.objects.filter(code=code).latest("version").pk


def test_every_figure_of_the_file_is_on_record_once_however_often_it_is_loaded() -> None:
    published = json.loads(DATA.read_text())
    load_ledger(SYSTEM)
    load_ledger(SYSTEM)
    assert PublishedFigure.objects.count() == sum(len(one["figures"]) for one in published)
    assert {row.version for row in figure_rows(SYSTEM)} == {1}


def test_labels_and_notes_are_in_all_languages_and_quotes_are_short() -> None:
    for one in json.loads(DATA.read_text()):
        assert len(one["title"]) == 5
        for figure in one["figures"]:
            assert len(figure["label"]) == 5
            assert len(figure.get("note", figure["label"])) == 5
            assert len(figure["quote"]) <= 90


def test_without_records_nothing_is_called_confirmed_and_arithmetic_is_still_checked() -> None:
    load_ledger(SYSTEM)
    every = held_figures(SYSTEM)
    confirmed = {one.row.code for one in every if one.standing == Standing.CONFIRMED}
    assert confirmed == {"documents", "priority_groups", "diseases"}  # the order says them itself
    standings = {one.standing for one in every} - {Standing.CONFIRMED}
    assert standings == {Standing.NO_RECORDS, Standing.NO_COUNT, Standing.CLAIM}
    broken = {one.row.code for one in held_figures(SYSTEM) if one.arithmetic == Arithmetic.BROKEN}
    assert broken == {"share_remote"}
    assert held("share_regional").arithmetic == Arithmetic.HOLDS
    assert held("services", "online-medicine-2025").arithmetic == Arithmetic.HOLDS
    assert held("growth_survival", "oncology-2026").arithmetic == Arithmetic.HOLDS


def test_figures_are_what_the_report_counts() -> None:
    take_in(EXAMPLE)
    load_ledger(SYSTEM)
    window = ask((date(2025, 1, 1), date(2025, 12, 30)))
    counts = report(SYSTEM, window).counts
    for code, figure in (("requests", "requests"), ("patients", "patients"),
                         ("road_patients", "road_patients")):  # fmt: skip
        one = held(code)
        assert one.computed == counts[figure]
        assert one.difference == counts[figure] - one.row.value  # type: ignore[operator] # printed
        assert one.standing == Standing.DIFFERS
    share = held("share_regional")
    assert [term.count for term in share.terms] == [counts["flights_regional"], counts["flights"]]
    assert held("growth_flights").standing == Standing.NO_RECORDS  # nothing of 2024


def test_a_figure_which_the_records_give_is_confirmed() -> None:
    take_in(EXAMPLE)
    load_ledger(SYSTEM)
    counts = held("flights_astana").computed
    old = PublishedFigure.objects.get(pk=id_of("flights_astana"))
    columns = FigureDraft({"en": "x"}, "q", counts, measure=held("flights_astana").row.measure,
                          days=(old.first_on, old.last_on))  # type: ignore[arg-type]  # fmt: skip
    correct_figure(SYSTEM, figure_id=old.pk, draft=columns, reason="a test", now=NOW)
    assert held("flights_astana").standing == Standing.CONFIRMED


def test_the_list_filters_links_and_says_what_differs(accounts: Accounts) -> None:
    take_in(EXAMPLE)
    client = as_(accounts, "reader")
    page = client.get(at("figures")).content.decode()
    assert "Differs by" in page
    assert "figure=flights_astana" in page
    assert "2,272 + 15 = 2,287" in page
    broken = client.get(at("figures"), {"status": "broken"}).content.decode()
    assert "72.04" in broken
    assert "544" not in broken
    module = client.get(at("figures"), {"module": "oncology"}).content.decode()
    assert "Proton" in module
    assert "Road" not in module


def test_one_figure_shows_its_arithmetic_and_the_records_behind_it(accounts: Accounts) -> None:
    take_in(EXAMPLE)
    client = as_(accounts, "reader")
    page = client.get(at("figure", id_of("share_remote"))).content.decode()
    assert "6,573 / 9,124" in page
    assert "Does not hold" in page
    assert f"{reverse('statistics:records')}?first=2025-01-01&amp;last=2025-12-30" in page
    assert at("correct", id_of("share_remote")) not in page  # a reader


@pytest.mark.parametrize("language", ["kk", "ru", "uz", "uz-cyrl"])
def test_the_ledger_reads_in_every_language(accounts: Accounts, language: str) -> None:
    client = as_(accounts, "reader", language=language)
    page = client.get(at("figures")).content.decode()
    assert "Differs" not in page
    assert "Arithmetic" not in page


def test_files_hold_the_same_figures(accounts: Accounts) -> None:
    take_in(EXAMPLE)
    client = as_(accounts, "analyst")
    told = json.loads(client.get(at("file", "json")).content)
    share = next(one for one in told if one["figure"] == "share_remote")
    assert share["arithmetic"] == "broken"
    assert share["counts"][0]["figure"] == "remote_consultations"
    assert share["value"] == 72.1
    lines = client.get(at("file", "csv"), {"status": "broken"}).content.decode().splitlines()
    assert len(lines) == 2
    assert client.get(at("file", "xlsx")).content.startswith(b"PK")
    assert client.get(at("file", "exe")).status_code == 404
    assert as_(accounts, "reader").get(at("file", "csv")).status_code == 403


def test_who_sees_only_a_region_or_nothing_is_kept_out(accounts: Accounts) -> None:
    for client in (as_(accounts, "regional", "KZ-19"), as_(accounts, "stranger")):
        assert client.get(at("figures")).status_code == 403
        assert client.get(at("figure", id_of("patients"))).status_code == 403
    reader = as_(accounts, "reader")
    assert reader.get(at("new_publication")).status_code == 403
    assert reader.post(at("correct", id_of("patients")), {}).status_code == 403


def filled(**changes: Any) -> dict[str, Any]:
    return {
        "label": "Flights of June", "quote": "120 flights", "unit": "number", "value": "120",
        "decimals": "0", "relation": "exact", "module": "dispatch", "first": "01.06.2025",
        "last": "30.06.2025", "kind": "count", "figure": "flights", **changes,
    }  # fmt: skip


def test_a_publication_and_its_figures_are_entered_once(accounts: Accounts) -> None:
    client = as_(accounts, "analyst")
    wanted = {"code": "june_2025", "title": "June", "publisher": "The ministry", "language": "en"}
    assert client.post(at("new_publication"), wanted).status_code == 303
    assert client.post(at("new_publication"), wanted).status_code == 422
    made = Publication.objects.get(code="june_2025")
    address = at("new_figure", made.pk)
    assert client.post(address, filled(code="flights")).status_code == 303
    again = client.post(address, filled(code="flights"))
    assert again.status_code == 422
    assert "120 flights" in again.content.decode()  # what was typed is kept
    step = filled(code="half", value="50", decimals="0", unit="percent", steps="flights / nothing")
    assert client.post(address, step).status_code == 422
    right = {**step, "steps": "flights / 240 * 100"}
    assert client.post(address, right).status_code == 303
    assert held("half", "june_2025").arithmetic == Arithmetic.HOLDS


@pytest.mark.parametrize(
    "changes",
    [
        {"value": ""}, {"unit": "text"}, {"unit": "text", "value": ""}, {"last": ""},
        {"last": "01.01.2020"}, {"kind": "share"}, {"kind": "growth"},
        {"kind": "keys", "by": "month"}, {"kind": "leading", "by": "region"}, {"figure": ""},
        {"code": "1 2"}, {"steps": "a\n" * 9}, {"value": "1e99"}, {"steps": "__import__('os')"},
        {"quote": "\x00"}, {"measure": "x", "kind": "no"},
    ],
)  # fmt: skip
def test_a_figure_that_cannot_be_is_said_so(accounts: Accounts, changes: dict[str, str]) -> None:
    client = as_(accounts, "analyst")
    address = at("new_figure", Publication.objects.get(code=AVIATION).pk)
    before = PublishedFigure.objects.count()
    assert client.post(address, filled(code="odd") | changes).status_code == 422
    assert PublishedFigure.objects.count() == before


def test_a_correction_keeps_the_history_and_is_not_overwritten_by_the_next_load(
    accounts: Accounts,
) -> None:
    client = as_(accounts, "analyst")
    old = id_of("patients")
    shown = client.get(at("correct", old))
    initial = {k: "" if v is None else v for k, v in shown.context["form"].initial.items()}
    sent = initial | {"value": "6256", "reason": "printed wrongly", "first": "01.01.2025",
                      "last": "30.12.2025"}  # fmt: skip
    assert client.post(at("correct", old), sent).status_code == 303
    assert client.post(at("correct", old), sent).status_code == 422  # corrected meanwhile
    load_ledger(SYSTEM)
    rows = history_rows(SYSTEM, old)
    assert [row.value for row in rows] == [Decimal(6256), Decimal(6255)]
    assert rows[0].label == rows[1].label  # in all languages
    page = client.get(at("figure", old)).content.decode()
    assert "printed wrongly" in page
    assert "6,256" in page


def test_a_withdrawn_figure_leaves_the_list_and_stays_on_record(accounts: Accounts) -> None:
    client = as_(accounts, "analyst")
    old = id_of("conference")
    assert client.post(at("withdraw", old), {"reason": "not of the article"}).status_code == 303
    assert "conference" not in {row.code for row in figure_rows(SYSTEM)}
    assert "withdrawn" in client.get(at("figure", old)).content.decode()
    with pytest.raises(CorrectedMeanwhile):
        withdraw_figure(SYSTEM, figure_id=old, reason="again", now=NOW)


def test_arithmetic_names_no_figure_which_was_withdrawn(accounts: Accounts) -> None:
    client = as_(accounts, "analyst")
    withdraw_figure(SYSTEM, figure_id=id_of("flights_astana"), reason="a test", now=NOW)
    address = at("new_figure", Publication.objects.get(code=AVIATION).pk)
    refused = client.post(address, filled(code="odd", steps="flights_astana"))
    assert refused.status_code == 422
    assert "flights_astana" in refused.content.decode()


def test_nothing_on_record_can_be_changed(accounts: Accounts) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        PublishedFigure.objects.filter(code="patients").update(value=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Publication.objects.all().delete()


def test_the_list_asks_the_same_however_many_figures_there_are(
    accounts: Accounts, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    take_in(EXAMPLE)
    client = as_(accounts, "reader")
    client.get(at("figures"))
    with django_assert_max_num_queries(23):
        client.get(at("figures"))
