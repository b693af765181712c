"""What goes wrong is told by the names and bounds that were meant, in words of what happened."""

from datetime import date

import pytest
from django.test import Client
from tests.exchange.api.calling import Answer, System, intake, system

pytestmark = pytest.mark.usefixtures("world", "db")


@pytest.fixture
def centre() -> System:
    return system()


def fault(answer: Answer) -> tuple[str, str, str]:
    (one,) = answer.body["errors"]
    return one["field"], one["code"], one["detail"]


def test_a_parameter_is_named_as_it_was_sent() -> None:
    answer = system("analyst").get("/reports/aviation?from=0001-01-01&to=2025-01-01")
    assert fault(answer) == (
        "from", "out_of_bounds", "It lies between 1900-01-01 and 2200-01-01.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("limit", "told"), [("0", "It is at least 1."), ("51", "It is at most 50.")]
)
def test_a_bound_is_told(centre: System, limit: str, told: str) -> None:
    assert fault(centre.get(f"/requests?limit={limit}")) == ("limit", "out_of_bounds", told)


def test_a_longest_length_is_told(centre: System) -> None:
    answer = centre.post("/requests", intake(icd10="I63.4" * 9))
    assert fault(answer) == ("icd10", "out_of_bounds", "Its length is at most 8.")


def test_a_bad_query_is_not_called_a_bad_body(centre: System) -> None:
    answer = centre.get("/requests?q=%00")
    assert (answer.status, answer.body["code"]) == (400, "unreadable_address")
    assert "query" in answer.body["detail"]


@pytest.mark.parametrize("hidden", ["\u202e", "\u200b", "\u0085", "\x07", "\u2066"])
def test_characters_that_nobody_sees_are_refused(centre: System, hidden: str) -> None:
    answer = centre.post("/requests", intake(diagnosis=f"Инсульт{hidden}"))
    assert fault(answer)[:2] == ("diagnosis", "bad_form")


def test_a_wrong_state_is_not_told_as_somebody_being_faster(centre: System) -> None:
    pk = centre.post("/requests", intake()).body["id"]
    closed = {"reason": "other", "note": "x"}
    assert centre.post(f"/requests/{pk}/withdrawal", closed).status == 200
    again = centre.post(f"/requests/{pk}/withdrawal", closed)
    assert (again.status, again.body["code"]) == (409, "wrong_state")
    assert again.body["title"] == "Not possible as it stands"


def test_without_a_language_a_machine_is_answered_in_english(centre: System) -> None:
    answer = Client().get("/api/v1/requests/1", headers={"Authorization": f"Bearer {centre.key}"})
    assert answer["Content-Language"] == "en"
    keyless = Client().get("/api/")
    assert (keyless.status_code, keyless["Content-Type"]) == (401, "application/problem+json")


def test_today_is_within_bounds() -> None:
    answer = system("analyst").get(f"/reports/aviation?from={date.today()}&to={date.today()}")  # noqa: DTZ011 (any day will do)
    assert answer.status == 200
