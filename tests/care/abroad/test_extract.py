"""Medical extracts as FHIR documents: handed out to who may read, read as they stand."""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings
from tests.care.abroad.builders import (
    WORKING_BODY,
    clinic,
    complete,
    contract_with,
    drafted,
    handed,
    offered,
    submitted,
)
from tests.care.abroad.test_pages import at, text, ward
from tests.foundation.access.builders import Accounts
from tests.foundation.documents.test_bundles import JSONS
from tests.response.dispatch.browsing import browser
from tests.response.dispatch.builders import NOW

from qanat.care.abroad.commands.experts import ask_expert
from qanat.care.abroad.models import Case, HandedExtract, Offer
from qanat.care.abroad.rules.extract_reading import Taken, Why, take
from qanat.foundation.documents.bundles import Fault, Faulty, read_document

pytestmark = pytest.mark.usefixtures("world", "db")
Json = dict[str, Any]
LOINC: Final = "http://loinc.org"

REQUIRED: Final[dict[str, set[str]]] = {
    "Bundle": {"type", "identifier", "timestamp", "entry"},
    "Composition": {"status", "type", "date", "author", "title", "subject"},
    "Patient": set(),
    "Organization": {"name"},
    "Condition": {"subject"},
    "ServiceRequest": {"status", "intent", "subject"},
    "Observation": {"status", "code"},
    "DocumentReference": {"status", "content"},
}
"""What FHIR R4 asks of a resource; a document's subject besides."""
ALLOWED: Final[dict[str, set[str]]] = {
    "Bundle": {"language"},
    "Composition": {"language", "identifier", "confidentiality", "section"},
    "Patient": {"gender", "name", "birthDate"},
    "Organization": set(),
    "Condition": {"code"},
    "ServiceRequest": {"priority", "code", "reasonReference"},
    "Observation": {"subject", "valueBoolean", "valueQuantity"},
    "DocumentReference": {"type", "subject", "date"},
}
"""What else of R4 we write; another name would be a slip of the pen."""
CODES: Final = {
    ("Composition", "status"): {"final"},
    ("Observation", "status"): {"final"},
    ("ServiceRequest", "status"): {"active"},
    ("ServiceRequest", "intent"): {"proposal"},
    ("ServiceRequest", "priority"): {"routine", "urgent", "asap", "stat"},
    ("DocumentReference", "status"): {"current"},
    ("Patient", "gender"): {"male", "female", "other", "unknown"},
}


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.QANAT_HOME = tmp_path


def taken_by(client: Client, to: str) -> Json:
    """Return an extract as it is handed out, held against the standard."""
    answer = client.get(to)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/fhir+json")
    assert answer["Cache-Control"] == "no-store"
    found: Json = json.loads(answer.content)
    assert len(read_document(answer.content).entries) == len(found["entry"])
    for one in (found, *(entry["resource"] for entry in found["entry"])):
        kind, names = one["resourceType"], set(one) - {"resourceType"}
        assert names >= REQUIRED[kind]
        assert names <= REQUIRED[kind] | ALLOWED[kind]
        for name in names:
            assert (kind, name) not in CODES or one[name] in CODES[kind, name]
    return found


def resources(found: Json, kind: str) -> list[Json]:
    return [e["resource"] for e in found["entry"] if e["resource"]["resourceType"] == kind]


def desk(people: Accounts, offer: Offer) -> Client:
    return browser(people.account("foreign_clinic", str(offer.clinic_id), name=f"c{offer.pk}"))


def test_the_hospital_takes_the_extract_of_its_case_with_names_and_papers(people: Accounts) -> None:
    case = submitted(is_pregnant=None)
    found = taken_by(ward(people), at("extract", case.pk))
    (patient,), (condition,) = resources(found, "Patient"), resources(found, "Condition")
    (wish,) = resources(found, "ServiceRequest")
    assert patient["name"] == [{"text": "Ахметов Ерлан"}]
    assert patient["birthDate"] == "1985-01-01"
    assert condition["code"]["coding"] == [
        {"system": "http://hl7.org/fhir/sid/icd-10", "code": "J38.6"}
    ]
    assert wish["code"]["text"] == case.treatment
    told = {
        one["code"]["coding"][0]["code"]: one["valueBoolean"]
        for one in resources(found, "Observation")
        if "valueBoolean" in one
    }
    assert told == {"is_available_at_home": False, "is_transportable": True, "can_benefit": True}
    assert len(resources(found, "DocumentReference")) == 3
    assert HandedExtract.objects.get().is_named


def test_who_does_not_see_a_case_takes_no_extract_of_it(people: Accounts) -> None:
    case = drafted()
    assert ward(people).get(at("extract", case.pk)).status_code == 200
    others = {"working_body": "", "health_department": "KZ-47", "finance": "", "foreign_clinic": ""}
    for role, where in others.items():
        value = str(clinic()) if role == "foreign_clinic" else where
        client = browser(people.account(role, value, name=role))
        assert client.get(at("extract", case.pk)).status_code in (403, 404)
        assert client.get(at("asked_extract", 1)).status_code in (403, 404)
        assert client.get(at("blind_extract", 1)).status_code in (403, 404)
    assert HandedExtract.objects.count() == 1


def test_a_clinic_takes_an_extract_without_names_until_the_contract(people: Accounts) -> None:
    case = offered()
    handed(case, "anonymous_extract", is_anonymous=True)
    own, rival = Offer.objects.filter(case=case).order_by("id")[:2]
    client, other = desk(people, own), desk(people, rival)
    blind = taken_by(client, at("asked_extract", own.pk))
    told = re.sub(r"urn:uuid:[0-9a-f-]{36}", "", json.dumps(blind, ensure_ascii=False))
    for secret in ("Ахметов", case.number, str(case.matter), "1985", case.facility.code):
        assert secret not in told
    assert len(resources(blind, "DocumentReference")) == 1
    assert other.get(at("asked_extract", own.pk)).status_code == 404
    theirs = taken_by(other, at("asked_extract", rival.pk))
    assert not {e["fullUrl"] for e in blind["entry"]} & {e["fullUrl"] for e in theirs["entry"]}
    contract_with(case, own)
    named = taken_by(client, at("asked_extract", own.pk))
    assert resources(named, "Patient")[0]["name"] == [{"text": "Ахметов Ерлан"}]
    assert other.get(at("asked_extract", rival.pk)).status_code == 404
    assert list(HandedExtract.objects.order_by("id").values_list("is_named", flat=True)) == [
        False, False, True,
    ]  # fmt: skip
    page = text(browser(people.account("working_body", name="wb")), at("case", case.pk))
    assert page.count("FHIR extract") == 4


def test_an_expert_takes_an_extract_without_names_of_his_own_task(people: Accounts) -> None:
    case = complete()
    own = people.account("abroad_expert", "neurosurgery", name="own")
    other = people.account("abroad_expert", "neurosurgery", name="other")
    task = ask_expert(WORKING_BODY, case_id=case.pk, expert_id=own.pk, now=NOW)
    found = taken_by(browser(own), at("blind_extract", task))
    assert "Ахметов" not in json.dumps(found, ensure_ascii=False)
    assert resources(found, "Condition")[0]["code"]["text"] == case.diagnosis
    assert browser(other).get(at("blind_extract", task)).status_code == 404


def sent(client: Client, to: str, found: object) -> Any:
    """Hand a document in."""
    content = found if isinstance(found, bytes) else json.dumps(found, ensure_ascii=False).encode()
    return client.post(to, {"file": SimpleUploadedFile("extract.json", content)})


def test_what_is_handed_out_is_read_back_as_it_was_told(people: Accounts) -> None:
    case = submitted()
    client = ward(people)
    found = taken_by(client, at("extract", case.pk))
    answer = sent(client, at("read_new"), found)
    assert answer.status_code == 200
    initial = answer.context["form"].initial
    told = {name: initial[name] for name in ("diagnosis", "icd10", "treatment", "summary", "name")}
    assert told == {
        "diagnosis": case.diagnosis,
        "icd10": case.icd10,
        "treatment": case.treatment,
        "summary": case.summary,
        "name": "Ахметов Ерлан",
    }
    assert initial["birth_on"] == date(1985, 1, 1)
    assert (initial["urgency"], initial["can_benefit"]) == (3, True)
    assert "is_pregnant" not in initial, "of a man nothing is told of it"
    assert Case.objects.count() == 1


def test_a_document_fills_a_draft_and_nothing_is_kept_before_it_is_saved(people: Accounts) -> None:
    case, client = drafted(), ward(people)
    answer = sent(client, at("read", case.pk), foreign())
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'action="{at("edit", case.pk)}"' in page
    assert "Hb: 78 g/L (2026-10-30)" in page
    assert "MedicationStatement × 2" in page
    assert Case.objects.get().treatment == case.treatment
    form = answer.context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    saved = client.post(at("edit", case.pk), typed | {"version": answer.context["version"]})
    assert saved.status_code == 303
    assert Case.objects.get().diagnosis == "Апластическая анемия"
    assert Case.objects.get().is_citizen is True


def test_a_document_about_somebody_else_or_of_another_kind_is_refused_by_name(
    people: Accounts,
) -> None:
    case, client = drafted(), ward(people)
    stranger = foreign()
    patient_of(stranger)["name"] = [{"family": "Сидоров", "given": ["Пётр"]}]
    for wrong, words in (
        (stranger, "Patient.name"),
        ({"resourceType": "Patient"}, "Bundle"),
        (b"<Bundle/>", "XML"),
        (b"{", "JSON"),
        (b"[" * 100_000, "40"),
    ):
        answer = sent(client, at("read", case.pk), wrong)
        assert answer.status_code == 422
        assert words in str(answer.context["form"].errors["file"])
    assert client.post(at("read", case.pk), {}).status_code == 422
    assert Case.objects.get().version == case.version


def test_a_document_is_read_by_who_prepares_the_case_alone(people: Accounts) -> None:
    case = drafted()
    for role in ("working_body", "abroad_expert", "finance"):
        value = "neurosurgery" if role == "abroad_expert" else ""
        client = browser(people.account(role, value, name=role))
        assert sent(client, at("read", case.pk), foreign()).status_code in (403, 404)
        assert sent(client, at("read_new"), foreign()).status_code == 403
    registered = submitted(who=None, summary="Иное.")
    assert sent(ward(people), at("read", registered.pk), foreign()).status_code == 404


def entry(kind: str, number: str, **said: Any) -> Json:
    resource = {"resourceType": kind, "id": number, **said}
    if kind not in ("Patient", "Composition", "Organization"):
        resource.setdefault("subject", {"reference": "Patient/p"})
    return {"fullUrl": f"https://his.example/fhir/{kind}/{number}", "resource": resource}


def foreign() -> Json:
    """Return a document as another system writes it."""
    told = "<p>Зависит от  трансфузий.</p><script>x</script>"
    div = f'<div xmlns="http://www.w3.org/1999/xhtml">{told}</div>'
    history = {"coding": [{"system": LOINC, "code": "10164-2"}]}
    rows = [
        entry(
            "Composition", "c", status="final", subject={"reference": "Patient/p"},
            section=[{"code": history, "text": {"status": "generated", "div": div}}],
        ),
        entry("Patient", "p", gender="male", birthDate="1985-01-01",
              name=[{"use": "old", "text": "Иной"}, {"family": "Ахметов", "given": ["Ерлан"]}]),
        entry("Condition", "d", code={
            "text": "Апластическая анемия",
            "coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "d61.9"}],
        }),
        entry("Condition", "e", code={"text": "Гипертония"}),
        entry("ServiceRequest", "s", status="active", intent="order", priority="asap",
              code={"coding": [{"display": "Трансплантация"}]},
              reasonReference=[{"reference": "Condition/d"}]),
        entry("Observation", "o", status="final", code={"text": "Hb"},
              valueQuantity={"value": 78, "unit": "g/L"}, effectiveDateTime="2026-10-30T08:00:00Z"),
        entry("Observation", "b", status="final", code={"text": "АД"}, component=[
            {"code": {"text": "сист."}, "valueQuantity": {"value": 120, "unit": "мм рт. ст."}},
            {"code": {"text": "диаст."}, "valueInteger": 80},
        ]),
        entry("Observation", "g", status="final",
              code={"coding": [{"system": LOINC, "code": "82810-3"}]},
              valueCodeableConcept={"coding": [{"system": LOINC, "code": "LA26683-5"}]}),
        entry("MedicationStatement", "m", status="active"),
        entry("MedicationStatement", "n", status="active"),
    ]  # fmt: skip
    return {
        "resourceType": "Bundle",
        "type": "document",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": "urn:uuid:2"},
        "timestamp": "2026-11-01T10:00:00Z",
        "entry": rows,
    }


def of(found: Json, kind: str, number: str) -> Json:
    (one,) = [e["resource"] for e in found["entry"] if e["fullUrl"].endswith(f"/{kind}/{number}")]
    assert isinstance(one, dict)
    return one


def patient_of(found: Json) -> Json:
    return of(found, "Patient", "p")


def reading(found: Json) -> Taken:
    return take(read_document(json.dumps(found).encode()))


def whys(taken: Taken) -> set[tuple[str, Why]]:
    return {(one.path, one.why) for one in taken.left}


def test_a_document_of_another_system_is_read_as_far_as_a_case_goes() -> None:
    taken = reading(foreign())
    assert taken.fields == {
        "name": "Ахметов Ерлан",
        "birth_on": date(1985, 1, 1),
        "sex": "male",
        "treatment": "Трансплантация",
        "urgency": 1,
        "diagnosis": "Апластическая анемия",
        "icd10": "D61.9",
        "is_pregnant": False,
        "summary": "Зависит от трансфузий.\nHb: 78 g/L (2026-10-30)\n"
        "АД: сист. 120 мм рт. ст., диаст. 80",
    }
    assert whys(taken) == {("MedicationStatement", Why.NOT_TAKEN)}


ENTRY: Final = "Bundle.entry[{}].resource"


@pytest.mark.parametrize(
    ("change", "lost", "left"),
    [
        (lambda f: of(f, "ServiceRequest", "s").pop("reasonReference"), {"diagnosis", "icd10"},
         ("Condition", Why.SEVERAL)),
        (lambda f: of(f, "ServiceRequest", "s").update(doNotPerform=True),
         {"treatment", "urgency", "diagnosis", "icd10"}, ("ServiceRequest", Why.MISSING)),
        (lambda f: of(f, "ServiceRequest", "s").update(priority="soon"), {"urgency"},
         (f"{ENTRY.format(4)}.priority", Why.UNKNOWN)),
        (lambda f: of(f, "Condition", "d")["code"].update(text="x" * 501), {"diagnosis"},
         (f"{ENTRY.format(2)}.code", Why.LONG)),
        (lambda f: of(f, "Condition", "d")["code"].pop("text"), {"diagnosis"},
         (f"{ENTRY.format(2)}.code", Why.NO_WORDS)),
        (lambda f: of(f, "Condition", "d")["code"]["coding"][0].update(code="61"), {"icd10"},
         (f"{ENTRY.format(2)}.code.coding", Why.UNKNOWN)),
        (lambda f: of(f, "Condition", "d")["code"]["coding"].append(
            {"system": "http://hl7.org/fhir/sid/icd-10", "code": "D61.3"}), {"icd10"},
         (f"{ENTRY.format(2)}.code.coding", Why.SEVERAL)),
        (lambda f: patient_of(f).update(birthDate="1985"), {"birth_on"},
         ("Patient.birthDate", Why.INEXACT)),
        (lambda f: patient_of(f).update(birthDate="1985-02-31"), {"birth_on"},
         ("Patient.birthDate", Why.UNKNOWN)),
        (lambda f: patient_of(f).update(gender="other"), {"sex"},
         ("Patient.gender", Why.UNKNOWN)),
        (lambda f: of(f, "Observation", "g").update(valueCodeableConcept={"text": "?"}),
         {"is_pregnant"}, (f"{ENTRY.format(7)}.value", Why.UNKNOWN)),
        (lambda f: of(f, "Observation", "o").update(text="x", status="entered-in-error"), set(),
         (f"{ENTRY.format(5)} (Observation)", Why.VOID)),
        (lambda f: of(f, "Observation", "o").update(modifierExtension=[{"url": "urn:not"}]), set(),
         (f"{ENTRY.format(5)} (Observation)", Why.MODIFIED)),
        (lambda f: of(f, "Observation", "o").update(subject={"reference": "Patient/other"}), set(),
         (f"{ENTRY.format(5)} (Observation)", Why.MISSING)),
        (lambda f: of(f, "Observation", "o").pop("valueQuantity"), set(),
         (ENTRY.format(5), Why.NO_VALUE)),
    ],
)  # fmt: skip
def test_what_is_doubtful_is_left_and_said(
    change: Callable[[Json], object], lost: set[str], left: tuple[str, Why]
) -> None:
    whole = reading(foreign())
    changed = foreign()
    change(changed)
    taken = reading(changed)
    assert set(whole.fields) - set(taken.fields) == lost
    assert left in whys(taken)


def test_of_two_persons_only_the_one_whom_the_document_is_about_is_read() -> None:
    found = foreign()
    found["entry"].append(entry("Patient", "mother", name=[{"text": "Мать"}]))
    of(found, "Condition", "d")["subject"] = {"reference": "Patient/mother"}
    taken = reading(found)
    assert taken.name == "Ахметов Ерлан"
    assert (f"{ENTRY.format(2)} (Condition)", Why.ANOTHER) in whys(taken)


@pytest.mark.parametrize(
    ("change", "fault", "path"),
    [
        (lambda f: of(f, "Composition", "c").update(status="entered-in-error"),
         Fault.VOID, "Composition.status"),
        (lambda f: of(f, "Composition", "c").pop("subject"), Fault.MISSING, "Composition.subject"),
        (lambda f: of(f, "Composition", "c").update(subject={"reference": "Condition/d"}),
         Fault.KIND, "Composition.subject"),
        (lambda f: patient_of(f).update(modifierExtension=[]), Fault.MODIFIED, "Patient"),
    ],
)  # fmt: skip
def test_a_document_of_nobody_or_void_is_refused(
    change: Callable[[Json], object], fault: Fault, path: str
) -> None:
    found = foreign()
    change(found)
    with pytest.raises(Faulty) as caught:
        reading(found)
    assert (caught.value.fault, caught.value.path) == (fault, path)


NAMES: Final = (
    "code", "status", "subject", "name", "gender", "birthDate", "section", "valueQuantity",
    "component", "priority", "reasonReference", "verificationStatus", "effectiveDateTime",
    "valueCodeableConcept", "doNotPerform", "text",
)  # fmt: skip


@given(st.integers(0, 9), st.sampled_from(NAMES), JSONS)
def test_whatever_stands_in_a_resource_it_is_read_or_left(
    at: int, name: str, value: object
) -> None:
    found = foreign()
    found["entry"][at]["resource"][name] = value
    with suppress(Faulty):
        taken = reading(found)
        assert all(isinstance(one, str | int | date) for one in taken.fields.values())
