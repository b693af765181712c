"""How hospitals are called beside others."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.response.dispatch.browsing import Browse, browse, people  # noqa: F401 (a fixture)
from tests.response.dispatch.builders import approved

from qanat.registry.facilities.queries import facility_rows
from qanat.registry.facilities.rules import titled

pytestmark = pytest.mark.usefixtures("world", "db")


@pytest.mark.parametrize(
    ("name", "town", "title"),
    [
        ("Городская больница № 1", "Семей", "Городская больница № 1, Семей"),
        ("City Hospital No. 1", "Semey", "City Hospital No. 1, Semey"),
        ("Больница скорой помощи г. Семея", "Семей", "Больница скорой помощи г. Семея"),
        ("Талгарская районная больница", "Талгар", "Талгарская районная больница"),
        ("Talgar District Hospital", "Талғар", "Talgar District Hospital"),
        ("Областная больница", "", "Областная больница"),
    ],
)
def test_a_name_is_told_with_its_town_unless_it_says_it(name: str, town: str, title: str) -> None:
    assert titled(name, town) == title


def nameless() -> tuple[int, str]:
    """Return a hospital whose name does not tell its town, and how it is called."""
    row = next(r for r in facility_rows() if r.title != r.name and r.is_inpatient)
    return row.id, row.title


def offers(client: Client, text: str) -> str:
    return client.get(reverse("dispatch:find_hospital"), {"q": text}).content.decode()


def test_pickers_lists_and_the_page_of_a_request_say_the_town(browse: Browse) -> None:  # noqa: F811 (a fixture)
    pk, title = nameless()
    client = browse("dispatcher")
    row = approved(sending_facility_id=pk)
    shown = offers(client, title).replace("&#x27;", "'").replace("&quot;", '"')
    assert title in shown
    for address in (reverse("dispatch:queue"), reverse("dispatch:request", args=(row.pk,))):
        page = client.get(address).content.decode()
        assert title in page.replace("&#x27;", "'").replace("&quot;", '"'), address


def test_plans_say_the_town_of_hospitals(browse: Browse) -> None:  # noqa: F811 (a fixture)
    row = approved()
    answer = browse("dispatcher").get(reverse("dispatch:plans", args=(row.pk,)))
    titles = {r.title for r in facility_rows()}
    named = {o["hospital"] for o in answer.context["options"] if o["hospital"]}
    assert named
    assert named <= titles
