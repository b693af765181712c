"""Requests through the API: taken once, listed without the caller, corrected by version."""

import pytest
from tests.exchange.api.calling import System, intake, system

from qanat.foundation.audit.models import AuditEntry
from qanat.foundation.outbox.models import OutboxEvent
from qanat.foundation.secrets import decrypt
from qanat.registry.patients.models import Patient
from qanat.response.dispatch.models import Request

pytestmark = pytest.mark.usefixtures("world", "db")


@pytest.fixture
def centre() -> System:
    return system()


def created(by: System, **said: object) -> int:
    answer = by.post("/requests", intake(**said))
    assert answer.status == 201, answer.body
    return int(answer.body["id"])


def test_a_request_is_registered_with_its_person(centre: System) -> None:
    answer = centre.post("/requests", intake(caller_phone="+7 701 000 00 01"))
    assert answer.status == 201
    row = Request.objects.get(pk=answer.body["id"])
    assert answer.headers["Location"] == f"/api/v1/requests/{row.pk}"
    assert answer.headers["ETag"] == '"1"'
    assert answer.body == {"id": row.pk, "number": row.number, "version": 1, "doubts": []}
    assert (row.region_id, row.nosology, row.owner_id) == (
        "KZ-19",
        "circulatory",
        centre.account_id,
    )
    assert decrypt(bytes(row.caller_phone or b"")) == "+7 701 000 00 01"
    assert [p.patient.name for p in row.people.select_related("patient")] == ["Ахметов Ерлан"]
    assert OutboxEvent.objects.filter(kind="dispatch.request_changed.1").count() >= 1
    entry = AuditEntry.objects.get(table_name="dispatch_request", row_id=str(row.pk), action="I")
    assert entry.actor_id == centre.account_id


def test_an_odd_iin_is_doubted_and_never_refused(centre: System) -> None:
    answer = centre.post("/requests", intake(person={"name": "Кто-то", "iin": "123"}))
    assert answer.status == 201
    assert answer.body["doubts"] != []


@pytest.mark.parametrize(
    ("person", "code"),
    [
        ({"name": "Кто-то", "birth_on": "2199-01-01"}, "birth_impossible"),
        ({"name": "Кто-то", "birth_on": "1890-01-01"}, "person.birth_on"),
        ({"name": "x" * 201}, "person.name"),
    ],
)
def test_an_impossible_birth_and_a_name_too_long_are_refused(
    centre: System, person: dict[str, str], code: str
) -> None:
    answer = centre.post("/requests", intake(person=person))
    assert answer.status == 422
    assert code in answer.raw.decode()
    assert not Request.objects.exists()


def test_a_request_sent_twice_under_one_key_is_registered_once(centre: System) -> None:
    body = intake()
    first = centre.post("/requests", body, Idempotency_Key="tablet-7:1")
    again = centre.post("/requests", body, Idempotency_Key="tablet-7:1")
    assert (first.status, again.status) == (201, 201)
    assert again.raw == first.raw
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["ETag"] == first.headers["ETag"]
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert Request.objects.count() == 1
    assert Patient.objects.count() == 1


def test_a_key_used_for_another_request_is_refused(centre: System) -> None:
    centre.post("/requests", intake(), Idempotency_Key="tablet-7:1")
    other = centre.post("/requests", intake(diagnosis="Другой"), Idempotency_Key="tablet-7:1")
    assert (other.status, other.body["code"]) == (422, "idempotency_key_reused")
    assert Request.objects.count() == 1


def test_lists_tell_neither_telephone_nor_iin(centre: System) -> None:
    created(
        centre,
        caller_phone="+77010000001",
        person={"name": "Ахметов Ерлан", "iin": "650715300128"},
    )
    raw = centre.get("/requests").raw.decode()
    assert "77010000001" not in raw
    assert "650715300128" not in raw
    assert "Ахметов" not in raw


def test_the_telephone_is_told_nowhere(centre: System) -> None:
    pk = created(centre, caller_phone="+77010000001")
    assert "77010000001" not in centre.get(f"/requests/{pk}").raw.decode()


def test_a_list_is_read_page_after_page(centre: System) -> None:
    made = [
        created(centre, received_at=f"2026-11-25T06:{minute:02}:00Z", person=None)
        for minute in (1, 3, 2, 2)
    ]
    seen: list[int] = []
    cursor: str | None = ""
    for _page in range(4):
        page = centre.get(f"/requests?limit=1&cursor={cursor}").body
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
    assert cursor is None
    assert seen == [made[1], made[3], made[2], made[0]]


def test_a_list_is_filtered(centre: System) -> None:
    stroke = created(centre, urgency=2)
    birth = created(centre, icd10="O80.0", diagnosis="Роды", urgency=1)
    centre.post(f"/requests/{birth}/withdrawal", {"reason": "other", "note": "x"})
    for query, wanted in (
        ("urgency=2", [stroke]),
        ("state=withdrawn", [birth]),
        ("state=withdrawn&state=registered", [birth, stroke]),
        ("nosology=circulatory", [stroke]),
        ("q=инсульт", [stroke]),
        ("region=KZ-75", []),
        ("received_from=2026-11-25T06:21:00Z", []),
        ("received_to=2026-11-25T06:21:00Z&region=KZ-19", [birth, stroke]),
    ):
        answer = centre.get(f"/requests?{query}")
        assert [item["id"] for item in answer.body["items"]] == wanted, query


def test_a_request_is_read_with_all_that_belongs_to_it(centre: System) -> None:
    pk = created(centre)
    centre.post(f"/requests/{pk}/log", {"kind": "note", "at": "2026-11-25T06:25:00Z", "text": "a"})
    answer = centre.get(f"/requests/{pk}")
    body = answer.body
    assert answer.status == 200
    assert answer.headers["ETag"] == f'"{body["version"]}"'
    assert (body["state"], body["urgency"], body["country"]) == ("registered", 1, "KZ")
    assert body["received_at"] == "2026-11-25T06:20:00Z"
    assert [p["name"] for p in body["people"]] == ["Ахметов Ерлан"]
    assert [line["text"] for line in body["log"]] == ["a"]


def test_a_correction_changes_what_was_sent_and_nothing_else(centre: System) -> None:
    pk = created(centre, caller_phone="+77010000001", escorts=2, place="Автовокзал")
    read = centre.get(f"/requests/{pk}")
    answer = centre.call(
        "PATCH", f"/requests/{pk}", {"icd10": "S06.5"}, If_Match=read.headers["ETag"]
    )
    assert answer.status == 200, answer.body
    assert answer.body["version"] == read.body["version"] + 1
    row = Request.objects.get(pk=pk)
    assert (row.icd10, row.escorts, row.place) == ("S06.5", 2, "Автовокзал")
    assert row.nosology != read.body["nosology"]
    assert decrypt(bytes(row.caller_phone or b"")) == "+77010000001"
    assert row.region_id == "KZ-19"


def test_a_correction_can_empty_a_field(centre: System) -> None:
    pk = created(centre, altitude_limit_m=2000)
    centre.call("PATCH", f"/requests/{pk}", {"altitude_limit_m": None}, If_Match="*")
    assert Request.objects.get(pk=pk).altitude_limit_m is None


def test_who_must_come_along_is_sent_corrected_and_decided(centre: System) -> None:
    pk = created(centre, companion="neonatology")
    assert centre.get(f"/requests/{pk}").body["companion"] == "neonatology"
    wrong = centre.call("PATCH", f"/requests/{pk}", {"companion": "nobody"}, If_Match="*")
    assert wrong.status == 422
    centre.call("PATCH", f"/requests/{pk}", {"companion": "burns"}, If_Match="*")
    assert Request.objects.get(pk=pk).companion == "burns"


def test_a_correction_of_an_old_version_is_refused_and_changes_nothing(centre: System) -> None:
    pk = created(centre)
    centre.call("PATCH", f"/requests/{pk}", {"escorts": 1}, If_Match='"1"')
    stale = centre.call("PATCH", f"/requests/{pk}", {"escorts": 2}, If_Match='"1"')
    assert (stale.status, stale.body["code"]) == (412, "stale")
    assert Request.objects.get(pk=pk).escorts == 1


def test_a_correction_without_its_version_is_refused(centre: System) -> None:
    pk = created(centre)
    answer = centre.call("PATCH", f"/requests/{pk}", {"escorts": 2})
    assert (answer.status, answer.body["code"]) == (428, "version_missing")
    bad = centre.call("PATCH", f"/requests/{pk}", {"escorts": 2}, If_Match="latest")
    assert (bad.status, bad.body["code"]) == (400, "bad_version")


def test_a_request_is_withdrawn_for_a_reason_of_the_list(centre: System) -> None:
    pk = created(centre)
    wrong = centre.post(f"/requests/{pk}/withdrawal", {"reason": "because"})
    assert (wrong.status, wrong.body["code"]) == (422, "reason_unknown")
    right = centre.post(f"/requests/{pk}/withdrawal", {"reason": "other"})
    assert (right.status, right.body["state"]) == (200, "withdrawn")
    again = centre.post(f"/requests/{pk}/withdrawal", {"reason": "other"})
    assert (again.status, again.body["code"]) == (409, "wrong_state")


def test_one_more_person_is_added(centre: System) -> None:
    pk = created(centre)
    answer = centre.post(f"/requests/{pk}/people", {"name": "Ахметова Айгуль", "age_years": 30})
    assert answer.status == 200
    assert Request.objects.get(pk=pk).people.count() == 2


def test_codes_of_lists_which_are_not_offered_are_refused_by_field(centre: System) -> None:
    answer = centre.post(
        "/requests", intake(channel="pigeon", contraindications=["pneumothorax", "nonsense"])
    )
    assert answer.status == 422
    assert [(e["field"], e["code"]) for e in answer.body["errors"]] == [
        ("channel", "not_offered"),
        ("contraindications", "not_offered"),
    ]
    assert not Request.objects.exists()
    assert not Patient.objects.exists()


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({"received_at": "2036-11-25T06:20:00Z"}, 422, "from_the_future"),
        ({"sending_facility_id": None}, 422, "region_missing"),
        ({"sending_facility_id": 999_999}, 404, "not_found"),
    ],
)
def test_refusals_are_told_with_their_code_and_undo_everything(
    centre: System, said: dict[str, object], status: int, code: str
) -> None:
    answer = centre.post("/requests", intake(**said))
    assert (answer.status, answer.body["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not Request.objects.exists()
    assert not Patient.objects.exists()


def test_a_number_of_somebody_described_otherwise_is_doubted(centre: System) -> None:
    first = {"name": "Ахметов Ерлан", "iin": "070210653847"}
    assert centre.post("/requests", intake(person=first)).body["doubts"] == []
    answer = centre.post("/requests", intake(person=first | {"name": "Сейтқали Айгүл"}))
    assert answer.status == 201
    assert answer.body["doubts"] != []
