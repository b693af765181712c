"""Taking and correcting a request in the browser."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.response.dispatch.browsing import HTMX, Browse, typed_moment
from tests.response.dispatch.builders import NOW, facility_id, intake, patient_of, request

from qanat.foundation.actors import SYSTEM
from qanat.registry.patients.commands.drafts import PatientDraft
from qanat.registry.patients.models import Patient
from qanat.registry.patients.queries import patients_by_id
from qanat.response.dispatch.commands.taking import take_down
from qanat.response.dispatch.models import Draft, Request

pytestmark = pytest.mark.usefixtures("world", "db")

NEW = "/requests/new/"
WORDS = "Ценные слова"
IIN = "070210653847"


def at(name: str, *args: int) -> str:
    return reverse(f"dispatch:{name}", args=args)


def ago(minutes: int) -> str:
    return typed_moment(timezone.now() - timedelta(minutes=minutes))


def typed(**said: Any) -> dict[str, Any]:
    given = {
        "urgency": "1",
        "need": "transport",
        "channel": "phone",
        "received_at": ago(5),
        "country": "KZ",
        "sending_facility": str(facility_id()),
    }
    return given | said


def test_the_minimum_is_a_hospital_and_a_name(browse: Browse) -> None:
    client = browse("dispatcher")
    page = client.get(NEW).content.decode()
    assert "autofocus" in page
    answer = client.post(NEW, typed(name="Ахметов Ерлан"))
    made = Request.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, at("request", made.pk))
    assert (made.region_id, made.urgency, made.people.count()) == ("KZ-19", 1, 1)
    shown = client.get(answer["Location"]).content.decode()
    assert f"Request {made.number} is registered." in shown


def test_the_first_field_has_the_focus_and_nothing_takes_it_away(browse: Browse) -> None:
    client = browse("dispatcher")
    page = client.get(NEW).content.decode()
    form = page.split('<form class="intake"', maxsplit=1)[1]
    fields = [tag for tag in re.findall(r"<(?:input|select)[^>]*>", form) if "hidden" not in tag]
    assert [" autofocus" in tag for tag in fields] == [True] + [False] * (len(fields) - 1)
    assert page.count(" autofocus") == 1
    assert "data-qanat-focus" not in page
    assert not re.search(r'tabindex="[1-9]', page)
    wrong = client.post(NEW, typed(urgency="9")).content.decode()
    assert " autofocus" not in wrong
    assert wrong.count("data-qanat-focus") == 1


def test_everything_that_can_be_told_is_kept(browse: Browse) -> None:
    said = typed(
        diagnosis="Преэклампсия тяжёлая",
        icd10="O14.1",
        birth_on="1996-03-01",
        name="Сейтқали Айгүл",
        sex="female",
        gestation_weeks="33",
        onset_at=ago(60),
        needs=["icu", "blood"],
        companion="obstetrics",
        contraindications=[],
        altitude_limit_m="2400",
        is_isolation_needed="yes",
        escorts="1",
        caller_name="Дежурный врач",
        caller_phone="+7 701 000 00 00",
        consent="given",
        place="Приёмное отделение",
        is_later_entry="yes",
    )
    browse("dispatcher").post(NEW, said)
    made = Request.objects.get()
    assert (made.gestation_weeks, made.needs, made.escorts) == (33, ["icu", "blood"], 1)
    assert made.companion == "obstetrics"
    assert (made.altitude_limit_m, made.is_isolation_needed, made.consent) == (2400, True, "given")
    assert (made.origin, made.nosology, made.place) == ("paper", "obstetric", "Приёмное отделение")
    assert b"701" not in bytes(made.caller_phone or b"")
    assert made.log.get().kind == "late"


@pytest.mark.parametrize(
    "wrong",
    [
        {"received_at": "2099-01-01T00:00"},
        {"received_at": ""},
        {"urgency": "9"},
        {"sending_facility": "99999999"},
        {"country": "ZZ"},
        {"escorts": "-1"},
        {"gestation_weeks": "x"},
        {"icd10": "?"},
        {"iin": "1" * 201},
    ],
)
def test_a_bad_form_keeps_what_was_typed(browse: Browse, wrong: dict[str, str]) -> None:
    client = browse("dispatcher")
    values = typed(diagnosis=WORDS, sending_facility_text="нет такой больницы", **wrong)
    for headers in ({}, HTMX):
        answer = client.post(NEW, values, headers=headers)
        assert answer.status_code == 422
        assert WORDS in answer.content.decode()
    assert not Request.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"birth_on": "01.01.2199"}, "This lies in the future."),
        ({"birth_on": "01.01.1890"}, "This is more than 130 years ago."),
        ({"name": "Ә" * 201}, "At most 200 characters fit here. These are 201."),
    ],
)
def test_an_impossible_birth_and_a_name_too_long_are_told_and_stay(
    browse: Browse, wrong: dict[str, str], words: str
) -> None:
    client = browse("dispatcher")
    assert 'name="name" maxlength' not in client.get(NEW).content.decode()
    answer = client.post(NEW, typed(diagnosis=WORDS, **wrong))
    page = answer.content.decode()
    assert answer.status_code == 422
    for said in (words, WORDS, *wrong.values()):
        assert said in page
    assert not Request.objects.exists()


def test_a_request_without_any_region_is_refused_on_the_page(browse: Browse) -> None:
    answer = browse("dispatcher").post(NEW, typed(sending_facility="", diagnosis=WORDS))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["region"]
    assert "Choose the region" in page
    assert WORDS in page


def test_another_region_is_an_error_at_its_field_and_the_words_stay(browse: Browse) -> None:
    client = browse("coordinator", "KZ-19")
    values = typed(region="KZ-47", sending_facility="", place=WORDS)
    answer = client.post(NEW, values)
    assert (answer.status_code, WORDS in answer.content.decode()) == (422, True)
    assert "of your own region" in answer.content.decode()
    assert not Request.objects.exists()


def test_those_who_may_not_take_requests_are_refused(browse: Browse) -> None:
    row = request()
    for role, value in (("specialist", "neurology"), ("team", "KZ-19"), ("partner", "KG")):
        client = browse(role, value)
        assert client.get(NEW).status_code == 403
        assert client.post(NEW, typed()).status_code == 403
        assert client.get(at("edit", row.pk)).status_code == 403
        assert client.post(at("draft"), typed()).status_code == 403
    stranger = browse("coordinator", "KZ-47")
    assert stranger.post(NEW, typed()).status_code == 422
    assert stranger.get(at("edit", row.pk)).status_code == 404
    assert Request.objects.count() == 1
    assert Client().get(NEW).status_code == 302


def test_what_is_typed_is_kept_and_comes_back_as_it_was(browse: Browse) -> None:
    client = browse("dispatcher")
    values = typed(diagnosis=WORDS, needs=["icu"], received_at="half a date", nonsense="x")
    saved = client.post(at("draft"), values)
    assert (saved.status_code, bool(saved["X-Draft-Saved"])) == (204, True)
    assert WORDS.encode() not in bytes(Draft.objects.get().sealed)
    page = client.get(NEW).content.decode()
    assert WORDS in page
    assert "What you typed before was kept." in page
    assert 'aria-invalid="true"' not in page
    assert browse("dispatcher").get(NEW).content.decode().count(WORDS) == 0
    assert client.post(at("drop_draft")).status_code == 303
    assert WORDS not in client.get(NEW).content.decode()


def test_registering_ends_the_draft(browse: Browse) -> None:
    client = browse("dispatcher")
    client.post(at("draft"), typed(diagnosis=WORDS))
    client.post(NEW, typed())
    assert not Draft.objects.exists()


def recent(**said: Any) -> int:
    now = timezone.now()
    taken = take_down(
        SYSTEM,
        intake=intake(received_at=now, onset_at=None, **said),
        person=PatientDraft(name="Ахметов Ерлан", iin=IIN),
        now=now,
    )
    return taken.request_id


def test_a_likely_duplicate_is_asked_about_once(browse: Browse) -> None:
    first = recent()
    client = browse("dispatcher")
    values = typed(icd10="I63.4", diagnosis=WORDS)
    answer = client.post(NEW, values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Is it one of these?" in page
    assert at("request", first) in page
    assert WORDS in page
    assert client.post(NEW, values | {"is_checked": "yes"}).status_code == 303
    assert Request.objects.count() == 2


@pytest.mark.parametrize(
    "said",
    [
        {"name": "AHMETOV Erlan", "sending_facility": "", "region": "KZ-19"},
        {"diagnosis": "ишемический  ИНСУЛЬТ"},
    ],
)
def test_the_same_name_or_hospital_and_diagnosis_is_asked_about(
    browse: Browse, said: dict[str, str]
) -> None:
    first = recent(icd10="")
    client = browse("dispatcher")
    page = client.post(NEW, typed(**said)).content.decode()
    assert "Is it one of these?" in page
    assert at("request", first) in page
    assert Request.objects.count() == 1


def test_the_same_iin_is_enough_to_be_asked(browse: Browse) -> None:
    recent(sending_facility_id=facility_id("010"), icd10="")
    client = browse("dispatcher")
    page = client.post(NEW, typed(iin=IIN)).content.decode()
    assert "the same patient" in page
    assert Request.objects.count() == 1


def test_an_odd_iin_warns_and_does_not_block(browse: Browse) -> None:
    client = browse("dispatcher")
    answer = client.post(NEW, typed(name="Сейтқали Айгүл", iin="070210653849"))
    assert answer.status_code == 303
    first, later = (client.get(answer["Location"]).content.decode() for _ in range(2))
    warning = "The control digit of the IIN is wrong."
    assert (first.count(warning), later.count(warning)) == (2, 1)
    assert f"is registered. {warning}" not in first


def test_an_iin_of_any_shape_warns_and_does_not_block(browse: Browse) -> None:
    client = browse("dispatcher")
    answer = client.post(NEW, typed(name="Сейтқали Айгүл", iin="абвгд" * 6))
    assert answer.status_code == 303
    assert "has 12 digits" in client.get(answer["Location"]).content.decode()


def corrected(row: Request, **said: Any) -> dict[str, Any]:
    received_at = typed_moment(row.received_at)
    return typed(received_at=received_at, version=str(row.version), **said)


def test_correcting_keeps_the_person_and_all_that_follows_from_him(browse: Browse) -> None:
    person = PatientDraft(
        name="Ахметов Ерлан", age_years=3, citizenship="KG", residency="temporary"
    )
    made = take_down(SYSTEM, intake=intake(), person=person, now=NOW)
    row = Request.objects.get(pk=made.request_id)
    client = browse("dispatcher")
    page = client.get(at("edit", row.pk)).content.decode()
    assert 'name="iin"' not in page
    assert row.diagnosis in page
    values = corrected(row, diagnosis="Уточнён", icd10="I63.4")
    assert client.post(at("edit", row.pk), values).status_code == 303
    fresh = Request.objects.get(pk=row.pk)
    assert (fresh.diagnosis, fresh.payer, fresh.nosology) == ("Уточнён", row.payer, row.nosology)
    assert fresh.people.get().patient_id == patient_of(row)


def test_correcting_what_somebody_changed_meanwhile_keeps_the_page_and_the_words(
    browse: Browse,
) -> None:
    row = request()
    client = browse("dispatcher")
    values = corrected(row, diagnosis=WORDS)
    assert client.post(at("edit", row.pk), corrected(row, diagnosis="Уточнён")).status_code == 303
    answer = client.post(at("edit", row.pk), values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(r"” was changed by \w.* at \d\d:\d\d\. Compare", page)
    assert "changed by somebody" not in page
    assert WORDS in page
    shown = page[page.index('id="differences"') : page.index("</table>")]
    stored = Request.objects.get(pk=row.pk).diagnosis
    assert f'<th scope="row">Diagnosis</th><td>{stored}</td><td>{WORDS}</td>' in shown
    assert "Region" not in shown
    newest = Request.objects.get(pk=row.pk).version
    assert f'name="version" value="{newest}"' in page
    assert client.post(at("edit", row.pk), values | {"version": str(newest)}).status_code == 303
    assert Request.objects.get(pk=row.pk).diagnosis == WORDS


def test_a_request_can_not_be_received_after_it_was_registered(browse: Browse) -> None:
    row = request()
    answer = browse("dispatcher").post(at("edit", row.pk), typed(diagnosis=WORDS))
    assert answer.status_code == 422
    assert "be received after it was registered" in answer.content.decode()
    assert WORDS in answer.content.decode()


def test_a_synthetic_request_stays_synthetic_when_it_is_corrected(browse: Browse) -> None:
    row = request(is_synthetic=True)
    values = corrected(row, diagnosis="Уточнён")
    browse("dispatcher").post(at("edit", row.pk), values)
    assert Request.objects.get(pk=row.pk).is_synthetic


@pytest.mark.parametrize("role", ["dispatcher", "referring", "commission_secretary"])
def test_search_fields_offer_what_fits_to_everybody_whose_forms_have_them(
    browse: Browse, role: str
) -> None:
    client = browse(role, str(facility_id()) if role == "referring" else "")
    for name, text, offered in (
        ("find_hospital", "талгар", "Talgar"),
        ("find_settlement", "Talgar", "Talgar"),
        ("find_diagnosis", "I63", "I63"),
    ):
        assert offered in client.get(at(name), {"q": text}).content.decode()
        assert client.get(at(name), {"q": ""}).status_code == 200
        assert browse("position_feed").get(at(name), {"q": text}).status_code == 403


def test_requests_are_offered_to_those_alone_who_see_them(browse: Browse) -> None:
    assert browse("dispatcher").get(at("find_request"), {"q": "а"}).status_code == 200
    for role in ("referring", "commission_secretary"):
        client = browse(role, str(facility_id()) if role == "referring" else "")
        assert client.get(at("find_request"), {"q": "а"}).status_code == 403


def test_a_hospital_finds_itself_filled_in(browse: Browse) -> None:
    page = browse("hospital", str(facility_id())).get(NEW).content.decode()
    assert f'name="sending_facility" value="{facility_id()}"' in page
    assert f'value="{facility_id()}"' not in browse("dispatcher").get(NEW).content.decode()


def test_a_newborn_without_a_name_has_an_age_and_is_open_to_the_hospital(browse: Browse) -> None:
    client = browse("hospital", str(facility_id()))
    answer = client.post(NEW, typed(age_years="0"))
    made = Request.objects.get()
    assert answer.status_code == 303
    assert patients_by_id(SYSTEM, [patient_of(made)])[patient_of(made)].birth_on is not None
    assert client.get(answer["Location"]).status_code == 200


def test_a_number_of_somebody_described_otherwise_is_asked_about(browse: Browse) -> None:
    client = browse("dispatcher")
    client.post(NEW, typed(name="Ахметов Ерлан", iin=IIN))
    first = Patient.objects.get()
    other = typed(name="Сейтқали Айгүл", iin=IIN, diagnosis="Ожог", is_checked="yes")
    asked = client.post(NEW, other)
    text = asked.content.decode()
    assert (asked.status_code, Request.objects.count()) == (422, 1)
    assert "Is it the same person?" in text
    assert "Ахметов Ерлан" in text
    assert 'value="Сейтқали Айгүл"' in text
    assert 'value="Ожог"' in text
    client.post(NEW, other | {"same_person": str(first.pk)})
    assert Request.objects.latest("pk").people.get().patient_id == first.pk
    client.post(NEW, other | {"same_person": "another"})
    made = Patient.objects.exclude(pk=first.pk).get()
    assert Request.objects.latest("pk").people.get().patient_id == made.pk
    client.post(NEW, other)
    assert Request.objects.latest("pk").people.get().patient_id == made.pk


def test_one_more_person_is_asked_about_in_the_same_way(browse: Browse) -> None:
    client = browse("dispatcher")
    client.post(NEW, typed(name="Ахметов Ерлан", iin=IIN))
    request_id = client.post(NEW, typed(name="Сейтқали", is_checked="yes"))["Location"]
    add = at("add_person", Request.objects.latest("pk").pk)
    said = {"name": "Ким Асель", "iin": IIN}
    assert "Is it the same person?" in client.post(add, said).content.decode()
    assert client.post(add, said | {"same_person": "another"})["Location"] == request_id
    assert Patient.objects.filter(name="Ким Асель").count() == 1
