"""The board, the panels on missions and requests, and the dispatcher's buttons."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.response.callout.builders import (
    NO_BED,
    answer,
    asked,
    asks,
    contact,
    crewed,
    of_kind,
    state_of,
    states,
)
from tests.response.dispatch.browsing import HTMX, Browse, cost, typed_moment
from tests.response.dispatch.builders import approved, facility_id, mission

from qanat.registry.workforce.commands import Of
from qanat.registry.workforce.states import Rung
from qanat.response.callout.models import Callout
from qanat.response.callout.states import Kind

pytestmark = pytest.mark.usefixtures("world", "db")
BOARD = "/call-outs/"


@pytest.fixture
def desk(browse: Browse) -> Client:
    return browse("dispatcher")


def text_of(client: Client, address: str, status: int = 200) -> str:
    found = client.get(address)
    assert found.status_code == status
    return found.content.decode()


def test_the_dispatcher_sees_who_will_be_called_and_calls_them(desk: Client) -> None:
    row = crewed()
    page = text_of(desk, reverse("dispatch:mission", args=(row.pk,)))
    new = reverse("callout:new", args=("crew", row.pk))
    assert new in page
    preview = text_of(desk, new)
    assert "Physician" in preview
    assert "head 31" in preview
    assert "no telephone is known" in preview
    assert "3\xa0min" in preview
    done = desk.post(new)
    (called,) = of_kind(Kind.CREW)
    assert (done.status_code, done["Location"]) == (303, f"{BOARD}{called.pk}/")
    assert desk.post(new).status_code == 303
    assert len(of_kind(Kind.CREW)) == 1
    panel = text_of(desk, reverse("dispatch:mission", args=(row.pk,)))
    assert "being called: head 31" in panel
    assert new not in panel


def test_hospitals_are_chosen_from_a_list_or_found_by_name(desk: Client) -> None:
    request = approved()
    for number, code in enumerate(("010", "020")):
        contact(Of(facility_id=facility_id(code)), Rung.DUTY, number)
    new = reverse("callout:new", args=("hospital", request.pk))
    page = desk.get(new)
    offered = page.context["form"].fields["hospitals"].choices
    assert 1 <= len(offered) <= 10
    assert desk.post(new, {"hospitals": []}).status_code == 422
    assert desk.post(new, {"hospitals": ["999999"]}).status_code == 422
    first = str(offered[0][0])
    other = {"hospitals": [first], "other": str(facility_id("020")), "other_text": "x"}
    assert desk.post(new, other).status_code == 303
    (row,) = of_kind(Kind.HOSPITAL)
    assert {ask.facility_id for ask in asks(row)} == {int(first), facility_id("020")}
    shown = text_of(desk, reverse("dispatch:request", args=(request.pk,)))
    assert "Ask further hospitals" in shown
    further = desk.get(new).context
    assert int(first) not in {key for key, _ in further["form"].fields["hospitals"].choices}
    assert {ask.facility_id for ask in further["known"]} == {int(first), facility_id("020")}


def test_the_board_shows_the_exhausted_first_and_counts_what_was_in_time(desk: Client) -> None:
    assert "Nobody is being waited for" in text_of(desk, BOARD)
    waiting, lost, won = asked("010"), asked("020"), asked("030")
    answer(asks(lost)[0], NO_BED)
    answer(asks(won)[0])
    text = text_of(desk, BOARD)
    assert text.index(f"{BOARD}{lost.pk}/") < text.index(f"{BOARD}{waiting.pk}/")
    assert f"{BOARD}{won.pk}/" not in text
    assert "Nobody is left to call." in text
    assert "1 of 1 within the norm" in text
    assert f"{BOARD}{won.pk}/" in text_of(desk, f"{BOARD}?view=ended")


def test_the_number_of_queries_does_not_grow_with_the_board(desk: Client) -> None:
    asked("010")
    desk.get(BOARD)  # what is kept for some seconds is read now
    few = cost(desk, BOARD)
    for code in ("020", "030", "040"):
        asked(code, "050")
    desk.get(BOARD)
    assert cost(desk, BOARD) <= few


def test_a_telephone_answer_is_written_down_and_a_bad_one_keeps_what_was_typed(
    desk: Client,
) -> None:
    row = asked("010", "020")
    note = reverse("callout:note", args=(asks(row)[0].pk,))
    assert "Who answered" in text_of(desk, note)
    shown = desk.get(note).content.decode()
    assert re.search(r"name=\"said\"[^>]*checked", shown) is None  # no yes by a mere press
    assert desk.post(note, {"who": "Aida Bek", "at": typed_moment()}).status_code == 422
    bad = desk.post(note, {"said": "no", "who": "Aida Bek", "at": typed_moment()})
    assert bad.status_code == 422
    assert "Aida Bek" in bad.content.decode()
    said = {"said": "no", "who": "Aida Bek", "at": typed_moment(), "reason": "no_free_bed"}
    assert desk.post(note, said).status_code == 303
    assert states(row) == ["declined", "waiting"]
    page = text_of(desk, f"{BOARD}{row.pk}/")
    assert "by telephone" in page
    assert "No free bed" in page
    assert "tel:+77000000011" in page


def test_the_next_is_called_and_all_is_called_off(desk: Client) -> None:
    row = asked("010")
    following = reverse("callout:next", args=(asks(row)[0].pk,))
    assert "duty 10" in text_of(desk, following)
    assert desk.post(following).status_code == 303
    assert "being called: second 20" in text_of(desk, f"{BOARD}{row.pk}/")
    off = reverse("callout:withdraw", args=(row.pk,))
    assert desk.post(off, {}).status_code == 422
    assert desk.post(off, {"reason": "wrong_people"}).status_code == 303
    assert state_of(row) == "withdrawn"
    assert desk.post(off, {"reason": "wrong_people"}).status_code == 422
    assert desk.post(following).status_code == 422


def test_everything_stands_in_the_history_of_mission_and_request(desk: Client) -> None:
    request = approved()
    row = mission(request)
    called = asked("010", request=request)
    answer(asks(called)[0])
    for address in (
        reverse("dispatch:mission", args=(row.pk,)),
        reverse("dispatch:request", args=(request.pk,)),
    ):
        text = text_of(desk, address)
        assert "Receiving hospital: Called out" in text
        assert "Receiving hospital: Said yes" in text
        assert "by the link" in text
    text = text_of(desk, reverse("dispatch:request", args=(request.pk,)))
    newest_first = [text.index(f"Receiving hospital: {word}") for word in ("Confirmed", "Said yes")]
    assert newest_first == sorted(newest_first)


def test_the_panel_comes_alone_for_htmx(desk: Client) -> None:
    request = approved()
    asked("010", request=request)
    address = reverse("callout:panel", args=("request", request.pk))
    part = desk.get(address, headers=HTMX)
    assert part.status_code == 200
    assert "<html" not in part.content.decode()
    assert desk.get(address).status_code == 302
    assert desk.get(reverse("callout:panel", args=("bed", 1)), headers=HTMX).status_code == 404


def test_those_who_may_not_see_or_call_meet_a_closed_door(browse: Browse) -> None:
    row = asked("010")
    ask = asks(row)[0]
    calls = [
        reverse("callout:new", args=("hospital", row.request_id)),
        reverse("callout:note", args=(ask.pk,)),
        reverse("callout:next", args=(ask.pk,)),
        reverse("callout:withdraw", args=(row.pk,)),
    ]
    team, analyst = browse("team", "KZ-19"), browse("analyst")
    stranger = browse("coordinator", "KZ-47")
    assert text_of(team, f"{BOARD}{row.pk}/").count("+7700") == 0
    for address in calls:
        assert team.get(address).status_code == 403
        assert team.post(address).status_code == 403
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, {"reason": "other"}).status_code == 404
    assert analyst.get(BOARD).status_code == 403
    assert stranger.get(f"{BOARD}{row.pk}/").status_code == 404
    assert f"{BOARD}{row.pk}/" not in text_of(stranger, BOARD)
    assert Client().get(BOARD).status_code == 302


def test_an_unknown_kind_or_record_is_not_found(desk: Client) -> None:
    for address in ("new/bed/1/", "new/crew/99999999/", "99999999/", "asks/99999999/note/"):
        assert desk.get(f"{BOARD}{address}").status_code == 404
    assert Callout.objects.count() == 0
