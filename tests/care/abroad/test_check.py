"""The self-check: open to everybody, and without a trace."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

pytestmark = [pytest.mark.django_db]

CHILD = {
    "age_years": "3",
    "disease": "another",
    "is_available_at_home": "no",
    "is_citizen": "yes",
    "is_pregnant": "no",
    "is_injured_on_duty": "no",
    "is_transportable": "yes",
    "can_benefit": "yes",
    "is_self_arranged": "no",
}


def asked(language: str = "en", **said: str) -> str:
    response = Client().post(
        reverse("abroad:check"), CHILD | said, headers={"accept-language": language}
    )
    assert response.status_code == 200
    return str(response.content.decode())


def test_anybody_may_ask_without_an_account() -> None:
    page = Client().get(reverse("abroad:check"), headers={"accept-language": "en"})
    assert page.status_code == 200
    assert "How old is the patient?" in page.content.decode()


def test_a_child_hears_that_the_state_may_pay_and_what_to_bring() -> None:
    text = asked()
    assert "The state may pay. The commission decides." in text
    assert "Copy of the patient&#x27;s identity document" in text
    assert "30 days" in text


def test_who_went_on_his_own_hears_that_nothing_is_paid_back() -> None:
    text = asked(is_self_arranged="yes")
    assert "the state does not pay" in text
    assert "is never paid back from the state budget" in text
    assert "Copy of the patient" not in text


def test_what_is_open_is_named() -> None:
    text = asked(is_available_at_home="")
    assert "The treatment is not given in Kazakhstan." in text


@pytest.mark.parametrize("language", ["kk", "ru", "uz", "uz-cyrl"])
def test_the_answer_is_in_the_language_of_who_asks(language: str) -> None:
    assert "The state may pay" not in asked(language)


@pytest.mark.parametrize(
    "odd",
    [{"age_years": "-1"}, {"age_years": "Ж" * 5000}, {"disease": "x'--"}, {"is_citizen": "?"}],
)
def test_an_odd_answer_is_refused_at_its_field_and_the_rest_stays(odd: dict[str, str]) -> None:
    response = Client().post(reverse("abroad:check"), CHILD | odd)
    assert response.status_code == 422
    assert 'value="no"' in response.content.decode()


def test_nothing_that_is_typed_is_stored() -> None:
    with CaptureQueriesContext(connection) as queries:
        asked()
    assert not [q["sql"] for q in queries if not q["sql"].lstrip().startswith("SELECT")]


def test_the_acts_stand_side_by_side_for_everybody() -> None:
    page = Client().get(reverse("abroad:acts"), headers={"accept-language": "en"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "ҚР ДСМ-45" in text
    assert "№ 544" in text
    assert "lutetium-177" in text


def test_the_sign_in_page_leads_there() -> None:
    assert reverse("abroad:check") in Client().get(reverse("account_login")).content.decode()
