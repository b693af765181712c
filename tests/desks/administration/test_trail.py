"""The page of the audit trail."""

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries
from tests.foundation.access.builders import Accounts, signed_in
from tools import generate_docs

from qanat.desks.administration.command_words import COMMAND_WORDS
from qanat.desks.administration.record_kinds import RECORDS
from qanat.desks.administration.record_values import UNITS, ValueBook
from qanat.desks.administration.record_words import COLUMNS
from qanat.foundation.access.commands import AccountDetails, change_account, grant_role
from qanat.foundation.access.queries import trail
from qanat.foundation.access.session import actor_of_account
from qanat.foundation.access.sign_in.demo import ensure_demo_accounts
from qanat.foundation.audit.trail import Wanted
from qanat.foundation.commands import COMMANDS
from qanat.foundation.days import NATIONAL
from qanat.foundation.guards import AUDITED
from qanat.foundation.refusals import NotAllowed
from qanat.web.languages import COOKIE
from qanat.web.wording import NBSP

TRAIL = "/administration/audit/"


@pytest.fixture
def auditor(make: Accounts) -> Client:
    return signed_in(make.account("reviewer", name="auditor"))


def test_a_change_is_read_from_what_to_what(auditor: Client, make: Accounts) -> None:
    administrator = make.actor("administrator", name="chief")
    account = make.account("citizen")
    details = AccountDetails(user_name=account.user_name, full_name="After", language="kk")
    change_account(administrator, account_id=account.pk, details=details)
    page = auditor.get(TRAIL, {"table": "access_account", "row": str(account.pk)})
    text = page.content.decode()
    assert f"Full name: {account.full_name} → After" in text
    assert "Test chief" in text
    assert "Account changed" in text
    first = page.context["entries"][0]
    assert (first.record, first.row_id, first.action) == ("Account", str(account.pk), "changed")


def test_records_columns_and_values_are_named_in_the_reader_s_language(
    auditor: Client, make: Accounts
) -> None:
    chief = make.actor("administrator", name="chief")
    account = make.account()
    grant_role(chief, account_id=account.pk, role="clerk", value="1", reason="by the chief")
    asked = {"table": "access_role_grant"}
    auditor.cookies[COOKIE] = "ru"
    page = auditor.get(TRAIL, asked)
    text = page.content.decode()
    assert ("access_role_grant", "Роль учётной записи") in page.context["form"].fields[
        "table"
    ].choices
    assert "Причина: by the chief" in text
    assert "Кем назначена: Test chief" in text
    assert f"Учётная запись: {account.full_name}" in text
    assert "granted_by" not in text


def test_codes_are_written_as_people_read_them() -> None:
    book = ValueBook({7: "Test chief"})
    read = {
        ("dispatch_stamp", "kind", "air.take_off"): "Take-off",
        ("dispatch_crewmember", "role", "commander"): "pilot in command",
        ("dispatch_request", "urgency", 1): "Emergency",
        ("dispatch_assessment", "by_id", 7): "Test chief",
        ("dispatch_assessment", "is_on_oxygen", True): "Yes",
        ("dispatch_assessment", "temperature_c", 37.5): "37.5",
        ("patients_patient", "birth_on", "2020-02-29"): f"29{NBSP}Feb{NBSP}2020",
        ("fleet_aircraft", "withdrawn_on", "x"): "x",
        ("dispatch_request", "note", None): "",
    }
    assert {asked: book.read(*asked) for asked in read} == read
    with override("kk"):
        assert book.read("dispatch_assessment", "temperature_c", 37.5) == "37,5"


def test_every_audited_record_has_a_name_and_no_name_is_left_over() -> None:
    ours = {
        model._meta.db_table: model
        for model in apps.get_models()
        if "tests" not in model.__module__
    }
    assert set(RECORDS) == set(AUDITED) & set(ours)
    known = {
        name
        for table in RECORDS
        for field in ours[table]._meta.concrete_fields
        for name in (field.column, f"{table}.{field.column}")
    }
    assert set(COLUMNS) <= known


def test_one_looks_by_person_and_day(auditor: Client, make: Accounts) -> None:
    chief, other = make.actor("administrator", name="chief"), make.actor("administrator")
    account = make.account()
    grant_role(chief, account_id=account.pk, role="citizen", reason="by the chief")
    grant_role(other, account_id=account.pk, role="clerk", value="1", reason="by the other")
    text = auditor.get(TRAIL, {"person": "chief"}).content.decode()
    assert "by the chief" in text
    assert "by the other" not in text
    assert not auditor.get(TRAIL, {"until": "2020-01-01"}).context["entries"]
    assert auditor.get(TRAIL, {"since": "2020-01-01"}).context["entries"]
    assert "Nothing was changed like this." in auditor.get(TRAIL, {"row": "nil"}).content.decode()


def test_nonsense_in_the_address_is_ignored(auditor: Client) -> None:
    asked = {"table": "x'; --", "row": "1" * 99, "since": "tomorrow", "until": "9999-12-31"}
    assert auditor.get(TRAIL, asked).status_code == 200
    assert auditor.get(TRAIL, {"until": "9999-12-31", "after": "junk"}).status_code == 200


def test_a_trail_is_paged_and_costs_the_same(
    auditor: Client, make: Accounts, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    chief = make.actor("administrator", name="chief")
    for _ in range(30):
        make.account("citizen")
    grant_role(chief, account_id=make.account().pk, role="clerk", value="1", reason="newest")
    first = auditor.get(TRAIL)
    assert len(first.context["entries"]) == 50
    with django_assert_num_queries(3):
        auditor.get(TRAIL)
    second = auditor.get(TRAIL, {"after": first.context["page"].after})
    assert second.context["entries"]
    newest = {(e.table, e.row_id, e.at) for e in first.context["entries"]}
    assert newest.isdisjoint((e.table, e.row_id, e.at) for e in second.context["entries"])


def test_others_do_not_read_it(make: Accounts) -> None:
    assert signed_in(make.account("administrator")).get(TRAIL).status_code == 403
    assert Client().get(TRAIL).status_code == 302


def test_an_actor_without_rights_gets_nothing_past_the_page(make: Accounts) -> None:
    with pytest.raises(NotAllowed):
        trail(actor_of_account(make.account("clerk", "1").pk), Wanted())


UNITLESS = {
    "bought", "by", "c", "eye", "id", "key", "kind", "lat", "lon", "most", "motor", "order",
    "places", "rate", "stated", "tag", "to", "verbal", "version", "weeks",
}  # fmt: skip
"""Ends of names of numbers which are counts, scores, places or numbers of records."""


def test_every_command_has_words_and_no_words_are_left_over() -> None:
    generate_docs._import_commands()
    assert ensure_demo_accounts.__name__ in COMMAND_WORDS  # a command outside of their packages
    ours = {name.rpartition(".")[2] for name in COMMANDS if name.startswith("qanat.")}
    assert set(COMMAND_WORDS) == ours


def test_every_audited_number_with_a_unit_is_written_in_it() -> None:
    numbers = (models.IntegerField, models.FloatField, models.DecimalField)
    ends = {
        str(field.column).rpartition("_")[2]
        for model in apps.get_models()
        if model._meta.db_table in RECORDS
        for field in model._meta.concrete_fields
        if isinstance(field, numbers) and "_" in str(field.column)
    }
    assert ends - UNITLESS <= set(UNITS)


def test_money_lengths_of_time_and_weights_are_read_as_people_say_them() -> None:
    book = ValueBook(people={})
    with override("ru"):
        assert book.read("dispatch_costline", "amount_tiyn", 40588444) == f"405{NBSP}884,44{NBSP}₸"
        assert book.read("dispatch_mission", "flown_s", 1156) == f"19{NBSP}мин"
        assert book.read("patients_patient", "weight_g", 3450) == f"3,45{NBSP}кг"
        assert book.read("fleet_aircrafttype", "cruise_mps", 75.0) == f"270{NBSP}км/ч"


def test_what_was_done_stands_in_words(auditor: Client, make: Accounts) -> None:
    chief = make.actor("administrator", name="chief")
    account = make.account()
    grant_role(chief, account_id=account.pk, role="citizen", reason="by the chief")
    text = auditor.get(TRAIL).content.decode()
    assert "Role given" in text
    assert "grant_role" not in text


def test_spans_of_time_and_numbers_are_read_as_moments_and_names() -> None:
    book = ValueBook({}, {"facility_id": {72: "City hospital"}})
    span = '["2026-11-28 07:49:12.996197+00","2026-11-28 10:49:12+00")'
    with override("ru"), timezone.override(NATIONAL):
        read = book.read("commitments_commitment", "span", span)
        assert read == f"28.11.2026{NBSP}12:49 – 28.11.2026{NBSP}15:49"
        is_open = book.read("commitments_commitment", "span", '["2026-11-28 07:49:12+00",)')
        assert is_open == f"28.11.2026{NBSP}12:49 – …"
        days = book.read("fleet_contract", "validity", "[2026-01-01,2027-01-01)")
        assert days == "01.01.2026 – 31.12.2026"
    assert book.read("dispatch_request", "accepting_facility_id", 72) == "City hospital"
    assert book.read("dispatch_request", "accepting_facility_id", 73) == "73"
    for typed in ("[1,2)", "[20260101,20260102)", "(a,b)", "(,)", "[2026-01-01T10:00,)"):
        assert book.read("dispatch_request", "place", typed) == typed
