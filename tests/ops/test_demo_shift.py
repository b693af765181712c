"""What the demonstration's shift holds, as its accounts see it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker
from tests.response.dispatch.browsing import browser

from qanat.foundation.access.models import Account
from qanat.foundation.messages.models import Message
from qanat.ops.demo import shift
from qanat.ops.progress import silent
from qanat.ops.seed import install_reference
from qanat.ops.seed_demo import live_shift
from qanat.response.dispatch.models import Call, Mission, Request

pytestmark = pytest.mark.usefixtures("demonstration", "db")


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Make a small shift once, in a transaction which the module shares."""
    with (
        django_db_blocker.unblock(),
        override_settings(QANAT_DEMO=True),
        pytest.MonkeyPatch.context() as patch,
    ):
        connection.ensure_connection()
        patch.setattr(shift, "OPEN", 4)
        patch.setattr(shift, "MISSIONS", 3)
        block = transaction.atomic()
        block._from_testcase = True  # type: ignore[attr-defined]
        with block:
            install_reference(silent)
            live_shift(silent)
            yield
            transaction.set_rollback(True)


def page(account: str, address: str) -> str:
    return browser(Account.objects.get(user_name=account)).get(address).content.decode()


def test_a_dozen_ambulance_calls_stand_in_several_states_and_some_are_over() -> None:
    over = {"completed", "handed_to_polyclinic", "cancelled"}
    rows = list(Call.objects.values_list("state", "ambulance_id", "is_synthetic"))
    waiting = [row for row in rows if row[0] not in over]
    assert len(waiting) >= 12
    assert len({state for state, *_ in waiting}) >= 4
    assert len(rows) - len(waiting) >= 4
    assert all(crew for state, crew, _ in waiting if state != "received")
    assert all(is_synthetic for *_, is_synthetic in rows)


def test_the_103_of_the_region_sees_its_own_calls() -> None:
    shown = page("road", "/calls/")
    for number, state in Call.objects.filter(region="KZ-19").values_list("number", "state"):
        assert (number in shown) == (state not in {"completed", "handed_to_polyclinic"})


def test_the_tray_shows_messages_confirmed_waiting_and_passed_on() -> None:
    tray = page("dispatcher", "/messages/tray/")
    for state in ("confirmed", "sent", "passed on"):
        assert f">{state}<" in tray.replace("\n", ""), state


@pytest.mark.parametrize("account", ["team", "hospital"])
def test_those_who_were_called_have_something_to_confirm(account: str) -> None:
    assert "I confirm" in page(account, "/messages/")


def test_the_partner_country_sees_its_evacuations_and_nothing_else() -> None:
    shown = page("partner", "/requests/")
    for number, country in Request.objects.values_list("number", "country"):
        assert (number in shown) == (country == "UZ")
    mission = Mission.objects.get(route="international")
    assert mission.number in page("partner", "/missions/")


def test_a_second_start_adds_no_calls_messages_or_evacuations() -> None:
    def counts() -> tuple[int, ...]:
        evacuations = Request.objects.filter(country="UZ")
        return Call.objects.count(), Message.objects.count(), evacuations.count()

    before = counts()
    live_shift(silent)
    assert counts() == before


def test_the_calls_of_the_demonstration_go_on_by_themselves() -> None:
    later = timezone.now() + timedelta(minutes=100)
    shift.calls_go_on(later)
    assert not Call.objects.exclude(
        state__in=("completed", "handed_to_polyclinic", "cancelled")
    ).exists()
