"""The pages of the parameters."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings
from tests.foundation.access.builders import Accounts, signed_in
from tests.foundation.parameters.test_parameters import version

from qanat.desks.administration.table_lines import from_lines, to_lines
from qanat.foundation.access.models import Account
from qanat.foundation.access.session import actor_of_account
from qanat.foundation.access_types import Role, ScopeKind
from qanat.foundation.actors import SYSTEM
from qanat.foundation.days import national_day
from qanat.foundation.evidence import Evidence
from qanat.foundation.parameters.commands import load_parameters, set_parameter, verify_parameter
from qanat.foundation.parameters.declarations import DECLARED, Declaration, declare
from qanat.foundation.parameters.models import Parameter
from qanat.foundation.parameters.permissions import CHANGE, READ, VERIFY
from qanat.foundation.parameters.queries import history, parameter
from qanat.foundation.parameters.rules import Table
from qanat.foundation.parameters.states import Kind

ROLES = (
    Role("keeper", "Keeper", ScopeKind.NATION, frozenset({READ, CHANGE, VERIFY})),
    Role("region", "Region", ScopeKind.REGION, frozenset({READ, CHANGE, VERIFY})),
    Role("reader", "Reader", ScopeKind.NATION, frozenset({READ})),
)
LIST = "/administration/parameters/"
KEY = "testing.review_norm_min"
TABLE = "testing.fees"
MINE = (
    Declaration(
        key=KEY,
        label="Time for a review",
        kind=Kind.NUMBER,
        default=30,
        unit="min",
        source="planning assumption",
        evidence=Evidence.ASSUMPTION,
        least=1,
        most=600,
    ),
    Declaration(
        key=TABLE,
        label="Fees",
        kind=Kind.TABLE,
        default=[{"class": "A", "fee": 10}, {"class": "B", "fee": 20}],
        source="planning assumption",
        evidence=Evidence.ASSUMPTION,
    ),
)


def today() -> date:
    """Return the national day, also when it began while the tests run."""
    return national_day(timezone.now())


@pytest.fixture(autouse=True)
def declared(settings: Settings) -> Iterator[None]:
    settings.QANAT_ROLES = f"{__name__}.ROLES"
    before = dict(DECLARED)
    for key in [key for key in DECLARED if not key.startswith("access.")]:
        del DECLARED[key]
    for declaration in MINE:
        declare(declaration)
    yield
    DECLARED.clear()
    DECLARED.update(before)


def reading_english(account: Account) -> Client:
    """Sign in, in the language of the source strings."""
    Account.objects.filter(pk=account.pk).update(language="en")
    return signed_in(account)


@pytest.fixture
def keeper(make: Accounts) -> Client:
    load_parameters(SYSTEM)
    return reading_english(make.account("keeper", name="aida"))


def form(**changed: str) -> dict[str, str]:
    return {
        "value": "25",
        "scope": "",
        "valid_from": today().isoformat(),
        "source": "Act 7",
        "source_url": "https://acts.example/7",
        "evidence": "official",
        "note": "",
        **changed,
    }


def values() -> list[object]:
    return list(Parameter.objects.current().filter(key=KEY).values_list("value", flat=True))


def test_all_values_are_listed_and_unverified_ones_say_so(keeper: Client) -> None:
    text = keeper.get(LIST).content.decode()
    assert f"{len(DECLARED)} values are not confirmed yet." in text
    assert "Time for a review" in text
    assert "30 min" in text
    assert "2 rows" in text
    assert text.count('class="unverified"') == len(DECLARED)


def test_one_looks_by_name_and_state(keeper: Client, make: Accounts) -> None:
    verify_parameter(make.actor("keeper"), parameter_id=Parameter.objects.get(key=KEY).pk)
    for query, seen, unseen in (
        ({"text": "fees"}, "Fees", "Time for a review"),
        ({"text": KEY}, "Time for a review", "Fees"),
        ({"state": "verified"}, "Time for a review", "Fees"),
        ({"state": "unverified"}, "Fees", "Time for a review"),
    ):
        text = keeper.get(LIST, query).content.decode()
        assert (seen in text, unseen in text) == (True, False), query
    assert "No such parameter." in keeper.get(LIST, {"text": "nothing"}).content.decode()


def test_the_list_costs_the_same_however_long_it_is(
    keeper: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    keeper.get(LIST)
    with django_assert_num_queries(2):
        keeper.get(LIST)


def test_a_new_version_acts_when_another_has_confirmed_it(keeper: Client, make: Accounts) -> None:
    answer = keeper.post(f"{LIST}{KEY}/new/", form())
    assert (answer.status_code, answer["Location"]) == (303, f"{LIST}{KEY}/")
    assert "It waits until somebody else confirms it." in keeper.get(LIST).content.decode()
    assert (parameter(KEY, on=today()).number, values()) == (30, [30, 25])
    made = Parameter.objects.get(value=25)
    own = keeper.get(f"{LIST}{KEY}/").content.decode()
    assert f"/{made.pk}/confirm/" not in own
    assert "waits for confirmation" in own
    assert 'href="https://acts.example/7"' in own
    assert "a new version waits for confirmation" in keeper.get(LIST).content.decode()
    waiting = keeper.get(LIST, {"state": "waiting"}).content.decode()
    assert ("Time for a review" in waiting, "Fees" in waiting) == (True, False)
    assert keeper.post(f"{LIST}{KEY}/{made.pk}/confirm/").status_code == 422
    other = reading_english(make.account("keeper", name="bolat"))
    assert f"/{made.pk}/confirm/" in other.get(f"{LIST}{KEY}/").content.decode()
    asked = other.get(f"{LIST}{KEY}/{made.pk}/confirm/").content.decode()
    assert "Time for a review: 25 min, from " in asked
    assert "Source: Act 7." in asked
    assert "is_backdated" not in asked
    answer = other.post(f"{LIST}{KEY}/{made.pk}/confirm/")
    assert (answer.status_code, answer["Location"]) == (303, f"{LIST}{KEY}/")
    assert "Confirmed. Within 2 seconds" in other.get(f"{LIST}{KEY}/").content.decode()
    assert parameter(KEY, on=today()).number == 25
    assert "Test bolat" in keeper.get(f"{LIST}{KEY}/").content.decode()


def test_a_day_which_is_over_is_confirmed_apart_with_a_reason(
    keeper: Client, make: Accounts
) -> None:
    keeper.post(f"{LIST}{KEY}/new/", form(valid_from="1990-01-01"))
    made = Parameter.objects.get(value=25)
    other = reading_english(make.account("keeper", name="bolat"))
    address = f"{LIST}{KEY}/{made.pk}/confirm/"
    assert 'name="is_backdated"' in other.get(address).content.decode()
    for said in ({}, {"is_backdated": "on"}, {"backdating": "late"}):
        assert other.post(address, said).status_code == 422
    assert parameter(KEY, on=date(1990, 1, 1)).number == 30
    said = {"is_backdated": "on", "backdating": "Order 5 came late"}
    assert other.post(address, said).status_code == 303
    assert parameter(KEY, on=date(1990, 1, 1)).number == 25
    assert "Order 5 came late" in keeper.get(f"{LIST}{KEY}/").content.decode()


def test_what_waits_can_be_set_aside(keeper: Client, make: Accounts) -> None:
    keeper.post(f"{LIST}{KEY}/new/", form())
    made = Parameter.objects.get(value=25)
    address = f"{LIST}{KEY}/{made.pk}/set-aside/"
    assert address in keeper.get(f"{LIST}{KEY}/").content.decode()
    assert signed_in(make.account("reader")).post(address).status_code == 403
    assert values() == [30, 25]
    assert keeper.get(address).status_code == 200
    assert keeper.post(address).status_code == 303
    assert values() == [30]
    assert "waits for confirmation" not in keeper.get(f"{LIST}{KEY}/").content.decode()


def test_what_nobody_uses_any_more_is_not_offered_for_confirmation(
    keeper: Client, make: Accounts
) -> None:
    default = Parameter.objects.get(key=KEY)
    made = set_parameter(make.actor("keeper"), key=KEY, version=version(21, since=today()))
    assert f"/{default.pk}/confirm/" in keeper.get(f"{LIST}{KEY}/").content.decode()
    verify_parameter(make.actor("keeper"), parameter_id=made)
    assert f"/{default.pk}/confirm/" not in keeper.get(f"{LIST}{KEY}/").content.decode()


def test_a_table_is_changed_as_lines(keeper: Client) -> None:
    shown = keeper.get(f"{LIST}{TABLE}/new/").content.decode()
    assert "class ; fee\nA ; 10\nB ; 20" in shown
    keeper.post(f"{LIST}{TABLE}/new/", form(value="class;fee\nA; 11\nB;20,5"))
    stored = Parameter.objects.get(key=TABLE, source_act="Act 7")
    assert stored.value == [{"class": "A", "fee": 11}, {"class": "B", "fee": 20.5}]
    card = keeper.get(f"{LIST}{TABLE}/").content.decode()
    assert "<td>20.5</td>" in card


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"value": "soon"}, "number"),
        ({"value": "601"}, "does not fit"),
        ({"value": "1e999"}, ""),
        ({"source": ""}, "required"),
        ({"valid_from": "yesterday"}, "date"),
        ({"source_url": "javascript:alert(1)"}, "no web address"),
        ({"evidence": "hearsay"}, "choice"),
        ({"scope": "KZ-99"}, "choice"),
        ({"note": "a\x00b"}, ""),
    ],
)
def test_a_form_that_does_not_fit_keeps_what_was_typed(
    keeper: Client, changed: dict[str, str], said: str
) -> None:
    answer = keeper.post(f"{LIST}{KEY}/new/", form(**changed))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert values() == [30]


def test_a_region_enters_and_ends_its_own_exception(make: Accounts) -> None:
    load_parameters(SYSTEM)
    region = reading_english(make.account("region", "KZ-10"))
    shown = region.get(f"{LIST}{KEY}/new/").content.decode()
    assert "First" in shown
    assert "Second" not in shown
    assert region.post(f"{LIST}{KEY}/new/", form(scope="")).status_code == 422
    assert region.post(f"{LIST}{KEY}/new/", form(scope="KZ-10")).status_code == 303
    made = Parameter.objects.get(scope="KZ-10")
    assert f"/{made.pk}/end/" not in region.get(f"{LIST}{KEY}/").content.decode()
    verify_parameter(make.actor("keeper"), parameter_id=made.pk)
    assert f"/{made.pk}/end/" in region.get(f"{LIST}{KEY}/").content.decode()
    assert region.get(f"{LIST}{KEY}/{made.pk}/end/").status_code == 200
    past = region.post(f"{LIST}{KEY}/{made.pk}/end/", {"valid_to": "2026-06-01"})
    assert past.status_code == 422
    tomorrow = today() + timedelta(days=1)
    ended = region.post(f"{LIST}{KEY}/{made.pk}/end/", {"valid_to": tomorrow.isoformat()})
    assert ended.status_code == 303
    assert Parameter.objects.get(pk=made.pk).valid_to == tomorrow


def test_readers_read_and_others_do_not(make: Accounts, keeper: Client) -> None:
    reader = signed_in(make.account("reader"))
    card = reader.get(f"{LIST}{KEY}/").content.decode()
    assert f"{LIST}{KEY}/new/" not in card
    assert reader.get(f"{LIST}{KEY}/new/").status_code == 403
    made = Parameter.objects.get(key=KEY).pk
    assert reader.post(f"{LIST}{KEY}/{made}/confirm/").status_code == 403
    nobody = signed_in(make.account())
    for address in ("", f"{KEY}/", f"{KEY}/new/", f"{KEY}/{made}/end/"):
        assert nobody.get(LIST + address).status_code == 403, address
        assert Client().get(LIST + address).status_code == 302, address


def test_what_is_not_there_is_not_found(keeper: Client) -> None:
    made = Parameter.objects.get(key=KEY).pk
    for address in (
        "testing.none/",
        "testing.none/new/",
        f"{KEY}/{made + 1000}/confirm/",
        f"{TABLE}/{made}/confirm/",
    ):
        assert keeper.get(LIST + address).status_code == 404, address


def test_corrected_versions_stay_readable(keeper: Client, make: Accounts) -> None:
    actor = make.actor("keeper")
    set_parameter(actor, key=KEY, version=version(21))
    set_parameter(actor, key=KEY, version=version(22))
    text = keeper.get(f"{LIST}{KEY}/").content.decode()
    assert "set aside or corrected" in text
    assert [row.value for row in history(actor_of_account(actor.id), KEY)] == [22, 21, 30]


@pytest.mark.parametrize(
    "table",
    [
        {"red": 15, "orange": 30.5},
        {"night": True, "day": False},
        [{"a": "x", "b": None, "c": 1}, {"a": "y", "b": None, "c": 2}],
    ],
)
def test_lines_read_back_are_the_same_table(table: Table) -> None:
    assert from_lines(to_lines(table), table) == table


@pytest.mark.parametrize(
    ("text", "like"),
    [
        ("a = 1\na = 2", {"a": 1}),
        ("a", {"a": 1}),
        ("= 1", {"a": 1}),
        ("a = soon", {"a": 1}),
        ("a = perhaps", {"a": True}),
        ("b\n1", [{"a": 1}]),
        ("a\n1;2", [{"a": 1}]),
    ],
)
def test_lines_that_make_no_table_are_refused(text: str, like: Table) -> None:
    with pytest.raises(ValidationError):
        from_lines(text, like)
