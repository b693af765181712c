"""Hours and cost: every split adds up to the whole, every figure leads to its flights."""

import csv
import html
import io
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

import pytest
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook
from tests.foundation.access.builders import Accounts
from tests.readiness.costs.looking import as_, at, text_of
from tests.readiness.costs.past import DAYS, YEAR, Past, make_past

from qanat.readiness.costs.pages.words import month_chart
from qanat.readiness.costs.queries.reach import Reach
from qanat.readiness.costs.queries.spending import (
    By,
    Line,
    Part,
    Spent,
    Wanted,
    flights,
    some_lines,
    told,
)
from qanat.response.dispatch.models import CostLine, Mission

pytestmark = pytest.mark.usefixtures("world", "db")
NATION = Reach(is_nation=True)
ALL = Wanted(reach=NATION, period=YEAR)
SHORT = tuple(by for by in By if by not in {By.MISSION, By.PATIENT})
MEASURES = ("flown_s", "empty_s", "unknown_s", "tiyn", "empty_tiyn", "over_tiyn")


def shared(amount: int, among: Sequence[int]) -> list[tuple[int, int]]:
    """Share equally, what does not divide to the first: the plain way."""
    parts = [amount // len(among)] * len(among)
    for place in range(amount % len(among)):
        parts[place] += 1
    return list(zip(among, parts, strict=True))


def plainly(past: Past) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Share the cost of each flight among regions, nosologies and people, one by one."""
    cost: defaultdict[int, int] = defaultdict(int)
    for line in CostLine.objects.filter(mission__in=past.missions):
        cost[line.mission_id] += line.amount_tiyn
    regions, nosologies, people = Counter[str](), Counter[str](), Counter[str]()
    for mission, requests in past.served.items():
        for request, part in shared(cost[mission], sorted(requests) or [0]):
            regions[past.regions.get(request, "")] += part
            nosologies[past.nosologies.get(request, "")] += part
            for person, piece in shared(part, past.people.get(request) or [0]):
                people[str(person or "")] += piece
    return regions, nosologies, people


def tiyn_by(by: By) -> dict[str, int]:
    lines = some_lines(ALL, by, first=0, count=1000).lines
    return {line.key: line.spent.tiyn for line in lines if line.spent.tiyn}


@pytest.mark.parametrize("seed", range(3))
def test_every_split_adds_up_to_the_whole_to_the_second_and_the_tiyn(seed: int) -> None:
    make_past(seed)
    total = told(ALL).total
    assert total.flights == 30
    assert total.unknown == 7
    assert (
        0
        < total.empty_tiyn
        < total.tiyn
        == sum(CostLine.objects.values_list("amount_tiyn", flat=True))
    )
    found = told(ALL, *SHORT)
    assert found.total == total
    splits = {**found.lines, **{by: some_lines(ALL, by, first=0, count=1000).lines for by in By}}
    for by, lines in splits.items():
        for measure in MEASURES:
            assert sum(getattr(one.spent, measure) for one in lines) == getattr(total, measure), by


@pytest.mark.parametrize("seed", range(3))
def test_shares_are_those_of_the_plain_way(seed: int) -> None:
    past = make_past(seed)
    for by, plain in zip((By.REGION, By.NOSOLOGY, By.PATIENT), plainly(past), strict=True):
        assert tiyn_by(by) == {key: tiyn for key, tiyn in plain.items() if tiyn}


@pytest.mark.parametrize("by", list(By))
def test_the_flights_behind_a_key_have_its_hours_and_cost(by: By) -> None:
    make_past(7)
    for line in some_lines(ALL, by, first=0, count=6).lines:
        wanted = Wanted(reach=NATION, period=YEAR, by=by, key=line.key or "none")
        rows = flights(wanted, first=0, count=1000)
        assert len(rows) == line.spent.flights
        assert sum(row.spent.tiyn for row in rows) == line.spent.tiyn
        assert sum(row.spent.flown_s for row in rows) == line.spent.flown_s
        assert told(wanted).total == line.spent


def test_a_cost_which_is_not_known_is_counted_apart_and_never_guessed() -> None:
    make_past(1)
    unknown = told(Wanted(reach=NATION, period=YEAR, part=Part.UNKNOWN)).total
    without = Mission.objects.filter(contract=None)
    assert unknown.flights == unknown.unknown == without.count() == 7
    assert unknown.tiyn == 0
    assert unknown.flown_s == unknown.unknown_s == sum(row.flown_s or 0 for row in without)


def test_positioning_of_flights_without_a_known_cost_is_not_nought(accounts: Accounts) -> None:
    make_past(1)
    client, asked = as_(accounts, "analyst"), {**DAYS, "part": Part.UNKNOWN.value}
    page = text_of(client, "records", **asked)
    assert page.count("not known") == 7
    assert "₸" not in page
    told_csv = client.get(at("records_file", "csv"), asked).content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(told_csv), delimiter=";"))[2:]
    assert [line[6:9] for line in lines if line] == [["", "", ""]] * 7


def test_what_is_flown_beyond_the_hours_bought_is_told() -> None:
    make_past(1, flights=60)
    over = told(Wanted(reach=NATION, period=YEAR, part=Part.OVER)).total
    assert (
        0
        < over.over_tiyn
        == sum(CostLine.objects.filter(is_over_hours=True).values_list("amount_tiyn", flat=True))
    )


def test_an_exercise_costs_its_contract_and_counts_nowhere_else() -> None:
    make_past(2)
    row = Mission.objects.filter(contract__isnull=False, served=None).first()
    assert row is not None
    assert row.contract_id is not None
    under = Wanted(reach=NATION, contract_ids=(row.contract_id,))
    before, paid = told(ALL).total, told(under).total
    Mission.objects.filter(pk=row.pk).update(is_exercise=True)
    assert told(ALL).total.flights == before.flights - 1
    assert told(under).total == paid


def test_a_region_sees_its_shares_alone_and_an_airline_its_flights() -> None:
    past = make_past(3)
    lines = {one.key: one.spent for one in told(ALL, By.REGION).lines[By.REGION]}
    regional = told(Wanted(reach=Reach(regions=("KZ-19",)), period=YEAR)).total
    assert regional == lines["KZ-19"]
    operator = past.contracts[0].operator_id
    own = told(Wanted(reach=Reach(operators=(operator,)), period=YEAR)).total
    every = {one.key: one.spent for one in told(ALL, By.OPERATOR).lines[By.OPERATOR]}
    assert own == every[str(operator)]


def test_the_page_leads_from_figures_to_flights_and_files(accounts: Accounts) -> None:
    make_past(4)
    client = as_(accounts, "analyst")
    page = text_of(client, "costs", **DAYS, by="operator")
    total = told(ALL).total
    assert f"{total.tiyn / 100:,.0f}" in page
    links = re.findall(r'<td class="num"[^>]*><a href="([^"]+)">([^<]+)</a>', page)
    assert links
    for url, _shown in links[::5]:
        assert client.get(html.unescape(url)).status_code == 200
    url, shown = links[0]
    assert f"{shown} flight" in client.get(html.unescape(url)).content.decode()


@pytest.mark.parametrize("by", list(By))
def test_every_split_has_its_page(accounts: Accounts, by: By) -> None:
    make_past(4)
    page = text_of(as_(accounts, "analyst"), "costs", **DAYS, by=by.value)
    foot = page[page.rindex("<tfoot>") :]
    assert f"{told(ALL).total.tiyn / 100:,.0f}" in foot


def test_files_hold_what_the_page_shows(accounts: Accounts) -> None:
    make_past(5)
    client, total = as_(accounts, "analyst"), told(ALL).total
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(at("file", "xlsx"), DAYS).content))
    for name in book.sheet_names:
        if name in {"Total", "Contracts"}:
            continue
        rows = book.get_sheet_by_name(name).to_python()[1:]
        assert sum(round(float(str(row[4])) * 100) for row in rows) == total.tiyn, name
    told_csv = client.get(at("records_file", "csv"), DAYS).content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(told_csv), delimiter=";"))[2:]
    assert sum(round(float(line[7] or 0) * 100) for line in lines if line) == total.tiyn


def test_contracts_tell_bought_flown_left_and_when_they_run_out(accounts: Accounts) -> None:
    past = make_past(6)
    client = as_(accounts, "analyst")
    page = text_of(client, "costs", **DAYS)
    for contract in past.contracts:
        assert contract.number in page
    one = text_of(client, "contract", past.contracts[0].pk)
    assert "Hours flown since the beginning" in one
    links = re.findall(r'href="([^"]*contract=[^"]+)"', one)
    assert links
    listed = client.get(html.unescape(links[0])).content.decode()
    under = told(Wanted(reach=NATION, contract_ids=(past.contracts[0].pk,))).total
    assert f"{under.flights} flight" in listed


def test_an_airline_sees_its_own_contract_and_no_other(accounts: Accounts) -> None:
    past = make_past(6)
    own, other = past.contracts[:2]
    client = as_(accounts, "airline", str(own.operator_id))
    page = text_of(client, "costs", **DAYS)
    assert own.number in page
    assert other.number not in page
    assert client.get(at("contract", own.pk)).status_code == 200
    assert client.get(at("contract", other.pk)).status_code == 404
    assert client.get(at("records"), {"contract": other.pk}).status_code == 404
    assert client.get(at("costs"), {**DAYS, "by": "patient"}).status_code == 422
    asked = {**DAYS, "by": "operator", "key": str(other.operator_id)}
    assert client.get(at("records"), asked).status_code == 404


def test_a_region_sees_no_contracts(accounts: Accounts) -> None:
    past = make_past(6)
    client = as_(accounts, "regional", "KZ-19")
    assert past.contracts[0].number not in text_of(client, "costs", **DAYS)
    assert client.get(at("contract", past.contracts[0].pk)).status_code == 404
    assert client.get(at("records"), {"contract": past.contracts[0].pk}).status_code == 403
    shown = told(Wanted(reach=Reach(regions=("KZ-19",)), period=YEAR)).total
    assert f"{shown.tiyn / 100:,.0f}" in text_of(client, "records", **DAYS)


def test_who_may_not_read_or_export_is_refused(accounts: Accounts) -> None:
    stranger, reader = as_(accounts, "stranger"), as_(accounts, "reader")
    assert stranger.get(at("costs")).status_code == 403
    assert stranger.get(at("records")).status_code == 403
    assert reader.get(at("costs")).status_code == 200
    assert reader.get(at("file", "csv"), DAYS).status_code == 403
    assert reader.get(at("records_file", "csv"), DAYS).status_code == 403


@pytest.mark.parametrize(
    "asked",
    [{"first": "x"}, {"first": "2025-12-31", "last": "2025-01-01"}, {"by": "nothing"},
     {"first": "9999-99-99"}],
)  # fmt: skip
def test_what_makes_no_sense_is_told_and_kept(accounts: Accounts, asked: dict[str, str]) -> None:
    client = as_(accounts, "analyst")
    assert client.get(at("costs"), {**DAYS, **asked}).status_code == 422
    assert client.get(at("records"), {**DAYS, **asked, "key": "1"}).status_code == 422
    assert client.get(at("file", "csv"), {**DAYS, **asked}).status_code == 422


def test_records_and_files_say_in_the_words_of_the_form_what_is_wrong(accounts: Accounts) -> None:
    client = as_(accounts, "analyst")
    turned = {"first": "2025-12-31", "last": "2025-01-01"}
    for address in (at("records"), at("file", "csv"), at("records_file", "csv")):
        said = str(client.get(at("costs"), turned).context["form"].errors["last"][0])
        assert said in client.get(address, turned).content.decode()


@pytest.mark.parametrize(
    "asked",
    [{"part": "x"}, {"key": "9" * 30}, {"key": "9" * 30, "by": "type"},
     {"key": "\u0663", "by": "type"}, {"key": "x" * 2000, "by": "month"},
     {"key": "2025-01", "by": "month"}, {"contract": "-1"}, {"contract": "9" * 30},
     {"contract": "'; --"}],
)  # fmt: skip
def test_odd_records_are_not_found(accounts: Accounts, asked: dict[str, str]) -> None:
    assert as_(accounts, "analyst").get(at("records"), {**DAYS, **asked}).status_code == 404


def test_keys_are_values_and_never_words_of_a_query(accounts: Accounts) -> None:
    make_past(1)
    client, hostile = as_(accounts, "analyst"), {"by": "region", "key": "' OR '1'='1"}
    assert client.get(at("records"), {**DAYS, **hostile}).status_code == 404


@pytest.mark.parametrize("by", [By.OPERATOR, By.CONTRACT, By.MISSION, By.TYPE])
def test_no_name_is_told_of_what_an_airline_has_no_flights_of(accounts: Accounts, by: By) -> None:
    past = make_past(6)
    own, other = (
        {line.key for line in some_lines(wanted, by, first=0, count=99).lines if line.key}
        for wanted in (
            Wanted(reach=Reach(operators=(past.contracts[0].operator_id,)), period=YEAR),
            ALL,
        )
    )
    client = as_(accounts, "airline", str(past.contracts[0].operator_id))
    assert other - own
    for keys, status in ((own, 200), (other - own, 404)):
        asked = {**DAYS, "by": by.value, "key": min(keys)}
        assert client.get(at("records"), asked).status_code == status


def test_pages_ask_as_much_of_many_flights_as_of_few(
    accounts: Accounts, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_(accounts, "analyst")
    make_past(1, flights=60)
    client.get(at("costs"), DAYS)
    for name, query in (
        ("costs", {"by": "mission"}),
        ("costs", {"by": "patient"}),
        ("records", {}),
    ):
        with django_assert_max_num_queries(16):
            client.get(at(name), {**DAYS, **query})


def test_an_empty_period_says_so(accounts: Accounts) -> None:
    page = text_of(as_(accounts, "analyst"), "costs", first="2019-01-01", last="2019-01-31")
    assert "Nothing in this period" in page
    assert told(Wanted(reach=NATION, period=YEAR)).total == Spent()


def test_months_stand_in_their_order() -> None:
    make_past(1)
    months = [one.key for one in told(ALL, By.MONTH).lines[By.MONTH]]
    assert all(one < other for one, other in pairwise(months))


def test_a_month_without_flights_stands_between_its_neighbours_in_the_chart() -> None:
    spent = Spent(flights=1, tiyn=100_000_000)
    unknown = Spent(flights=1, unknown=1)
    lines = [Line("2025-02", spent), Line("2025-04", unknown), Line("2025-05", spent)]
    drawn = [(row[0], row[-1]) for row in month_chart(lines, YEAR).rows]
    assert drawn == [("Feb", "1.0"), ("Mar", "0.0"), ("Apr", "–"), ("May", "1.0")]


def test_long_splits_are_paged_and_a_page_too_far_is_the_last(accounts: Accounts) -> None:
    make_past(1, flights=60)
    client = as_(accounts, "analyst")
    for number, shown in (("1", "1–50 of 60"), ("2", "51–60 of 60"), ("99", "51–60 of 60")):
        assert shown in text_of(client, "costs", **DAYS, by="mission", page=number)
