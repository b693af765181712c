"""A hospital's system reports findings of critical patients."""

from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

import pytest
from django.utils import timezone
from tests.care.critical.builders import bedside, fresh, watched
from tests.exchange.api.calling import System, system
from tests.response.dispatch.builders import facility_id

from qanat.care.critical.commands.ending import end_watch
from qanat.care.critical.commands.telling import ask_for_findings
from qanat.care.critical.models import Findings, Watch
from qanat.foundation.actors import SYSTEM

pytestmark = pytest.mark.usefixtures("world", "db")


def monitors(code: str = "076") -> System:
    return system("bedside_system", str(facility_id(code)))


def here(**said: Any) -> Watch:
    """Return somebody included an hour ago."""
    return watched(at=timezone.now() - timedelta(hours=1), **said)


def findings(minutes_ago: float = 5, **said: Any) -> dict[str, Any]:
    given = {
        "at": (timezone.now() - timedelta(minutes=minutes_ago)).replace(microsecond=0),
        "respiratory_rate": 16,
        "spo2": 97,
        "is_on_oxygen": False,
        "systolic": 125,
        "diastolic": 75,
        "heart_rate": 72,
        "consciousness": "A",
        "temperature_c": 36.8,
        "platelets": 180.5,
        "noradrenaline": 0.15,
        "support": ["ventilation", "vasopressors"],
    }
    return given | said


def place(watch: Watch) -> str:
    return f"/critical-patients/{watch.pk}/findings"


def test_a_hospitals_system_finds_its_patient_and_reports_what_is_measured() -> None:
    sender, watch = monitors(), here(bed="12")
    ask_for_findings(SYSTEM, watch_id=watch.pk, now=timezone.now())
    (found,) = sender.get("/critical-patients?bed=12").body["items"]
    assert (found["id"], found["condition"], found["findings_at"]) == (watch.pk, "serious", None)
    assert found["asked_at"] is not None
    assert "Больной" not in str(found)

    answer = sender.post(place(watch), findings())
    assert answer.status == 201
    assert answer.body["scores"]["news2"]["total"] == 0
    assert answer.body["watch"]["asked_at"] is None
    stored = Findings.objects.get(pk=answer.body["id"])
    assert (stored.by_id, stored.heart_rate, stored.consciousness) == (sender.account_id, 72, "A")
    assert (float(stored.platelets or 0), float(stored.noradrenaline or 0)) == (180.5, 0.15)
    assert stored.support == ["ventilation", "vasopressors"]

    worse = sender.post(place(watch), findings(1, respiratory_rate=32, spo2=85, condition="grave"))
    assert {"score", "condition"} <= set(worse.body["worse_in"])
    assert sender.get(f"/critical-patients/{watch.pk}").body["worsened_at"] is not None


def test_the_same_findings_are_stored_once_by_key_and_by_themselves() -> None:
    sender, watch, body = monitors(), here(), findings()
    key = uuid4().hex
    made = [sender.post(place(watch), body, Idempotency_Key=key) for _ in range(2)]
    made.append(sender.post(place(watch), body))
    assert {answer.status for answer in made} == {201}
    assert len({answer.body["id"] for answer in made}) == 1
    assert Findings.objects.count() == 1
    other = sender.post(place(watch), findings(heart_rate=99), Idempotency_Key=key)
    assert other.status == 422
    late = sender.post(place(watch), findings(40, heart_rate=150))
    assert late.status == 201
    assert fresh(watch.pk).findings_at == Findings.objects.get(heart_rate=72).at


def test_a_key_reaches_the_patients_of_its_hospital_alone() -> None:
    watch = here()
    stranger = monitors("083")
    assert stranger.get("/critical-patients").body == {"items": [], "next": None}
    assert stranger.get(f"/critical-patients/{watch.pk}").status == 404
    assert stranger.post(place(watch), findings()).status == 404
    reader = system("bedside_system", str(facility_id()), "critical.see")
    assert reader.get(f"/critical-patients/{watch.pk}").status == 200
    assert reader.post(place(watch), findings()).status == 403
    assert system("position_feed").get("/critical-patients").status == 403
    assert not Findings.objects.exists()


REFUSED: Final[tuple[tuple[dict[str, Any], str], ...]] = (
    ({"heart_rate": 400}, "invalid_fields"),
    ({"heart_rate": 5}, "finding_impossible"),
    ({"diastolic": 130}, "finding_impossible"),
    ({"pulse": 70}, "invalid_fields"),
    ({"support": ["prayer"]}, "invalid_fields"),
    ({"condition": "well"}, "invalid_fields"),
    ({"at": "2026-11-26T10:00:00"}, "invalid_fields"),
    ({"at": timezone.now() + timedelta(hours=1)}, "from_the_future"),
    ({"at": timezone.now() - timedelta(days=9)}, "before_inclusion"),
)


def test_what_can_not_be_is_refused_with_its_reason() -> None:
    sender, watch = monitors(), here()
    for said, code in REFUSED:
        answer = sender.post(place(watch), findings(**said))
        assert (answer.status, answer.body["type"].rpartition(":")[2]) == (422, code), said
    assert not Findings.objects.exists()


def test_findings_which_say_nothing_and_those_of_who_is_discharged_are_refused() -> None:
    sender, watch = monitors(), here()
    nothing = sender.post(place(watch), {"at": timezone.now() - timedelta(minutes=1)})
    assert nothing.status == 422
    end_watch(bedside(), watch_id=watch.pk, outcome="improved", now=timezone.now())
    assert sender.post(place(watch), findings()).status == 409
    assert sender.get("/critical-patients").body["items"] == []


def test_the_document_names_the_refusals_of_findings() -> None:
    told = (
        system()
        .get("/openapi.json")
        .body["paths"]["/critical-patients/{watch_id}/findings"]["post"]
    )
    assert "201" in told["responses"]
    words = str(told["responses"])
    for code in ("finding_impossible", "nothing_measured", "before_inclusion", "watch_ended"):
        assert code in words


def test_pages_of_a_list_follow_one_another() -> None:
    watches = [here() for _ in range(3)]
    sender, seen, cursor = monitors(), [], ""
    while True:
        page = sender.get(f"/critical-patients?limit=2&cursor={cursor}").body
        seen += [one["id"] for one in page["items"]]
        if not (cursor := page["next"]):
            break
    assert seen == [watch.pk for watch in reversed(watches)]
