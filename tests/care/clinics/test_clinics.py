"""Clinics abroad: kept once, found, suspended; rows kept aside; quotas never overdrawn."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.foundation.access.builders import Accounts, signed_in

from qanat.care.clinics.commands.quotas import (
    QuotaDraft,
    QuotaFull,
    QuotaUsed,
    give_place_back,
    offer_quota,
    return_untreated,
    take_place,
)
from qanat.care.clinics.commands.register import (
    ClinicDraft,
    MethodDraft,
    add_clinic,
    add_method,
    change_clinic,
    suspend_clinic,
)
from qanat.care.clinics.models import Clinic, ClinicFile
from qanat.care.clinics.queries.brief import active_clinics
from qanat.care.clinics.queries.quotas import quota_row
from qanat.care.clinics.queries.register import Wanted, clinic_rows, methods_of
from qanat.foundation.actors import SYSTEM
from qanat.foundation.refusals import Conflict

pytestmark = pytest.mark.usefixtures("registry", "db")
NOW = datetime(2026, 6, 15, 6, 0, tzinfo=UTC)
FILE = """Clinic;Country;City;Source;Languages;Accredited by;Accredited from;Accredited until\
;Specialty;Method;Volume;Year
Test Clinic;Türkiye;Ankara;test;ru, tr;TEST;01.01.2025;31.12.2027;neurosurgery;Gamma knife;120;2024
Test Clinic;TR;Ankara;test;ru, tr;TEST;01.01.2025;31.12.2027;neurosurgery;Embolisation;80;2024
;Germany;Berlin;test;;;;;;;;
Other;Atlantis;Poseidonis;test;;;;;;;;
Third;Germany;Berlin;test;;TEST;01.01.2027;31.12.2025;;;;
Fourth;Germany;Berlin;test;;;;;;;many;
"""


def draft(name: str = "Test Clinic", city: str = "Ankara", country: str = "TR") -> ClinicDraft:
    return ClinicDraft(name=name, country=country, city=city, source="test", languages=("tr", "ru"))


def clinic(name: str = "Test Clinic") -> int:
    return add_clinic(SYSTEM, draft=draft(name), now=NOW)


def quota(offered: int = 2) -> int:
    told = QuotaDraft(year=2026, country="TR", agreement="test", offered=offered, source="test")
    return offer_quota(SYSTEM, draft=told, now=NOW)


@pytest.fixture
def desk(people: Accounts) -> Client:
    return signed_in(people.account("finance"))


def test_a_clinic_stands_once_however_it_is_spelled() -> None:
    assert clinic("Test Clinic") == clinic("TEST  clinic")
    assert Clinic.objects.count() == 1


def test_a_clinic_is_found_by_town_and_by_what_it_does() -> None:
    clinic_id = clinic()
    told = MethodDraft(specialty="neurosurgery", name="Gamma knife", source="test")
    add_method(SYSTEM, clinic_id=clinic_id, draft=told, now=NOW)
    for text in ("ankara", "Анкара", "gamma", "test knife"):
        assert [row.id for row in clinic_rows(SYSTEM, Wanted(text=text))] == [clinic_id]
    assert clinic_rows(SYSTEM, Wanted(specialty="neurosurgery", country="TR"))
    assert not clinic_rows(SYSTEM, Wanted(specialty="cardiology"))


def test_of_two_words_on_a_method_the_last_holds_and_twice_is_once() -> None:
    clinic_id = clinic()
    for volume in (80, 80, 120):
        told = MethodDraft(
            specialty="neurosurgery", name="Gamma knife", source="t", volume=volume, year=2024
        )
        add_method(SYSTEM, clinic_id=clinic_id, draft=told, now=NOW)
    assert [one.volume for one in methods_of(clinic_id)] == [120]
    assert Clinic.objects.get().methods.count() == 2


def test_a_suspended_clinic_is_not_offered() -> None:
    clinic_id = clinic()
    assert [one.id for one in active_clinics()] == [clinic_id]
    suspend_clinic(SYSTEM, clinic_id=clinic_id, reason="quality")
    assert active_clinics() == []


def test_who_looked_at_an_older_state_changes_nothing() -> None:
    clinic_id = clinic()
    change_clinic(SYSTEM, clinic_id=clinic_id, version=1, draft=draft("New name"))
    with pytest.raises(Conflict):
        change_clinic(SYSTEM, clinic_id=clinic_id, version=1, draft=draft("Newer name"))
    assert Clinic.objects.get().name == "New name"


def test_a_file_is_taken_once_and_what_can_t_be_read_is_kept_aside(desk: Client) -> None:
    for _ in range(2):
        file = SimpleUploadedFile("clinics.csv", FILE.encode())
        assert desk.post("/clinics/import/", {"file": file}).status_code == 303
    kept = ClinicFile.objects.get()
    assert (kept.accepted, kept.repeated, kept.rejected) == (1, 1, 4)
    found = Clinic.objects.get()
    assert (found.country_id, found.methods.count(), found.accreditations.count()) == ("TR", 2, 1)
    assert found.languages == ["ru", "tr"]
    page = desk.get(f"/clinics/files/{kept.pk}/").content.decode()
    for words in ("name is missing", "country is missing", "lacks its body", "no whole number"):
        assert words in page
    lines = desk.get(f"/clinics/files/{kept.pk}/kept-aside.csv").content.decode()
    assert "Poseidonis" in lines


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"a;b\n1;2\n", b"PK\x03\x04 no zip"])
def test_a_file_of_something_else_is_refused(desk: Client, content: bytes) -> None:
    file = SimpleUploadedFile("clinics.csv", content)
    assert desk.post("/clinics/import/", {"file": file}).status_code == 422
    assert not ClinicFile.objects.exists()


def test_a_quota_is_counted_from_its_places_and_never_overdrawn() -> None:
    quota_id = quota(2)
    matters = [uuid4() for _ in range(3)]
    first = take_place(SYSTEM, quota_id=quota_id, matter=matters[0], number="1", now=NOW)
    assert take_place(SYSTEM, quota_id=quota_id, matter=matters[0], number="1", now=NOW) == first
    second = take_place(SYSTEM, quota_id=quota_id, matter=matters[1], number="2", now=NOW)
    with pytest.raises(QuotaFull):
        take_place(SYSTEM, quota_id=quota_id, matter=matters[2], number="3", now=NOW)
    with pytest.raises(QuotaUsed):
        quota(1)
    return_untreated(SYSTEM, place_id=first, reason="too_ill", now=NOW)
    give_place_back(SYSTEM, place_id=second, reason="other_way", now=NOW)
    row = quota_row(quota_id)
    assert (row.offered, row.used, row.treated, row.untreated) == (2, 1, 0, 1)


def test_pages_are_open_to_who_may_see_them_alone(desk: Client, people: Accounts) -> None:
    clinic_id, quota_id = clinic(), quota()
    stranger = signed_in(people.account("dispatcher"))
    own = (f"/clinics/{clinic_id}/", f"/clinics/quotas/{quota_id}/")
    for address in ("/clinics/", "/clinics/quotas/", "/clinics/import/", "/clinics/new/", *own):
        assert desk.get(address).status_code == 200
        assert stranger.get(address).status_code == 403


def test_a_clinic_is_entered_corrected_and_told_of_by_forms(desk: Client) -> None:
    typed = {"name": "Klinik", "country": "DE", "city": "Berlin", "source": "letter",
             "languages": ["de", "ru"]}  # fmt: skip
    assert desk.post("/clinics/new/", typed).status_code == 303
    here = f"/clinics/{Clinic.objects.get().pk}/"
    told = {"body": "JCI", "first_on": "01.02.2025", "last_on": "01.01.2025", "source": "s"}
    assert desk.post(f"{here}accredit/", told).status_code == 422
    assert desk.post(f"{here}accredit/", told | {"last_on": "01.02.2028"}).status_code == 303
    does = {"specialty": "oncology", "name": "Proton", "volume": "10", "source": "s"}
    assert desk.post(f"{here}method/", does).status_code == 422
    assert desk.post(f"{here}method/", does | {"year": "2024"}).status_code == 303
    assert desk.post(f"{here}do/suspend/", {"reason": "nothing"}).status_code == 422
    assert desk.post(f"{here}do/suspend/", {"reason": "quality"}).status_code == 303
    changed = typed | {"city": "Bonn", "version": str(Clinic.objects.get().version)}
    assert desk.post(f"{here}change/", changed).status_code == 303
    text = desk.get(here).content.decode()
    for words in ("Bonn", "JCI", "Proton", "Quality of treatment", "Russian, German"):
        assert words in text


def test_who_corrects_what_another_has_just_corrected_is_told_once_and_loses_no_word(
    desk: Client,
) -> None:
    here = f"/clinics/{clinic('Klinik')}/change/"
    typed = {"name": "Klinik", "country": "DE", "city": "Bonn", "source": "s", "version": "1"}
    assert desk.post(here, typed).status_code == 303
    late = desk.post(here, typed | {"city": "Köln"})
    assert (late.status_code, "Köln" in late.content.decode()) == (422, True)
    assert 'name="version" value="2"' in late.content.decode()
    assert desk.post(here, typed | {"city": "Köln", "version": "2"}).status_code == 303
    assert Clinic.objects.get().city == "Köln"
    assert desk.post(here, typed | {"version": "9" * 5000}).status_code == 303


def test_the_list_costs_the_same_however_long_it_is(
    desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(8):
        clinic_id = clinic(f"Clinic {n}")
        told = MethodDraft(specialty="neurosurgery", name=f"M {n}", source="t")
        add_method(SYSTEM, clinic_id=clinic_id, draft=told, now=NOW)
    desk.get("/clinics/")
    with django_assert_max_num_queries(9):
        desk.get("/clinics/")
