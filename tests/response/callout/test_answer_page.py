"""The page behind the link: no sign-in, no personal data, looking answers nothing."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation
from tests.response.callout.builders import (
    NO_BED,
    asked,
    asks,
    crewed,
    happened,
    link_to,
    now,
    pass_time,
    state_of,
    states,
)
from tests.response.dispatch.builders import DISPATCHER, approved

from qanat.foundation.actors import SYSTEM
from qanat.foundation.days import national_day
from qanat.foundation.evidence import Evidence
from qanat.foundation.messages.models import Message
from qanat.foundation.parameters.commands import NewVersion, set_parameter
from qanat.foundation.parameters.queries import forget
from qanat.response.callout.commands import (
    call_out_airline,
    call_out_crew,
    note_answer,
    withdraw_callout,
)
from qanat.response.callout.models import Callout
from qanat.response.callout.parameters import DISPATCH_PHONE
from qanat.response.callout.related import panel_of_mission, story_of_mission

pytestmark = pytest.mark.usefixtures("world", "db")


def text_of(address: str, **headers: str) -> str:
    found = Client().get(address, headers={"Accept-Language": "en", **headers})
    assert found.status_code == 200
    return found.content.decode()


def test_the_page_shows_what_is_needed_and_looking_answers_nothing() -> None:
    row = asked(request=approved(name="Ахметов Ерлан"))
    link = link_to(asks(row)[0])
    text = text_of(link)
    assert "Can you take a patient?" in text
    assert row.number in text
    assert "61 years" in text
    for private in ("Ахметов", "Ерлан", "duty 10", "+7700"):
        assert private not in text.replace(row.number, "")
    assert text_of(link)
    assert states(row) == ["waiting"] * 3
    answered = Client().get(link)
    assert answered["Cache-Control"].startswith("max-age=0")
    assert "noindex" in text


def test_a_no_noted_by_telephone_is_not_told_as_another_taking_the_patient() -> None:
    row = asked()
    ask = asks(row)[0]
    note_answer(DISPATCHER, ask_id=ask.pk, answer=NO_BED, who="duty 10", at=now(), now=now())
    text = text_of(link_to(ask))
    assert "You said no" in text
    other = asks(row)[1]
    note_answer(DISPATCHER, ask_id=other.pk, answer=NO_BED, who="Ward", at=now(), now=now())
    text = text_of(link_to(other))
    assert "Your hospital said no" in text
    assert "Another hospital takes the patient" not in text


def test_the_page_names_the_telephone_of_the_dispatch_once_somebody_entered_it() -> None:
    link = link_to(asks(asked())[0])
    assert "Ring the dispatch" not in text_of(link)
    own = Callout.objects.get().region
    for scope, phone in (("", "+77172700103"), (own, "+77222700103")):
        version = NewVersion(
            value={"phone": phone},
            valid_from=national_day(now()),
            source="letter",
            evidence=Evidence.OFFICIAL,
        )
        set_parameter(SYSTEM, key=DISPATCH_PHONE, scope=scope, version=version)
        forget()
        assert f'href="tel:{phone}"' in text_of(link)


def test_the_page_speaks_one_language_whatever_the_telephone_speaks() -> None:
    link = link_to(asks(asked())[0])
    text = Client().get(link, headers={"Accept-Language": "ru"}).content.decode()
    assert "Group of diseases" in text
    assert re.findall("[а-яё]{3,}", text.split('<dl class="facts">')[1].split("</dl>")[0]) == []


def test_an_airline_that_has_seen_its_task_is_not_told_that_it_said_yes() -> None:
    row = crewed()
    called = Callout.objects.get(pk=call_out_airline(DISPATCHER, mission_id=row.pk, now=now()))
    link = link_to(asks(called)[0])
    Client().post(link, {"said": "yes"})
    text = text_of(link)
    assert "You said yes" not in text
    assert "The flight is not accepted by that" in text
    with translation.override("en"):
        told = [str(one.text) for one in story_of_mission(DISPATCHER, row.pk)]
        assert told[-2:] == ["Airline: Has seen it", "Airline: Seen"]
        panel = panel_of_mission(DISPATCHER, row.pk)
    assert panel is not None
    assert [one.word for one in panel.values["rows"]] == ["Seen"]


def test_one_press_accepts_and_the_links_of_the_others_say_so_kindly() -> None:
    row = asked()
    first, second, _ = asks(row)
    done = Client().post(link_to(first), {"said": "yes"})
    assert (done.status_code, done["Location"]) == (303, link_to(first))
    assert state_of(row) == "confirmed"
    assert "You said yes" in text_of(link_to(first))
    other = text_of(link_to(second))
    assert "You are not needed any more." in other
    assert '<form method="post" class="thumb"' not in other
    assert Client().post(link_to(second), {"said": "yes"}).status_code == 303
    assert Client().post(link_to(second), {"said": "yes"}).status_code == 303
    assert happened(row).count(("too_late", "duty 11")) == 1


def test_a_no_takes_its_reason_and_later_its_minutes() -> None:
    row = asked()
    first, second, _ = asks(row)
    wrong = Client().post(link_to(first), {"said": "no"}, headers={"Accept-Language": "en"})
    assert wrong.status_code == 422
    assert "needs a reason" in wrong.content.decode()
    assert Client().post(link_to(first), {"said": "no", "reason": "no_free_bed"}).status_code == 303
    assert "You said no" in text_of(link_to(first))
    assert Client().post(link_to(second), {"said": "later"}).status_code == 422
    assert Client().post(link_to(second), {"said": "later", "minutes": "10"}).status_code == 303
    assert "You will answer later." in text_of(link_to(second))
    assert states(row) == ["declined", "waiting", "waiting"]


def test_a_hospital_which_said_no_says_yes_by_the_same_link() -> None:
    row = asked()
    first, second, _ = asks(row)
    note_answer(DISPATCHER, ask_id=second.pk, answer=NO_BED, who="Ward", at=now(), now=now())
    for ask in (first, second):
        Client().post(link_to(ask), {"said": "no", "reason": "no_free_bed"})
        assert "If that changes, say yes here." in text_of(link_to(ask))
    assert states(row) == ["declined", "declined", "waiting"]
    assert Client().post(link_to(second), {"said": "yes"}).status_code == 303
    assert "You said yes" in text_of(link_to(second))
    assert states(row) == ["declined", "accepted", "not_needed"]
    assert "If that changes, ring the dispatcher." in text_of(link_to(first))


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"said": "maybe"},
        {"said": "yes\x00"},
        {"said": "later", "minutes": "999999"},
        {"said": "later", "minutes": "-5"},
        {"said": "no", "reason": "x" * 5000},
        {"said": "no", "reason": "weather"},
    ],
)
def test_nonsense_is_refused_in_words_and_changes_nothing(said: dict[str, str]) -> None:
    row = asked("010")
    assert Client().post(link_to(asks(row)[0]), said).status_code == 422
    assert states(row) == ["waiting"]


def test_guessed_and_forged_links_open_nothing() -> None:
    row = asked("010")
    link = link_to(asks(row)[0])
    number, _, rest = link.removeprefix("/answer/").partition(".")
    for forged in (
        f"/answer/{number}.{'A' * 16}/",
        f"/answer/{number}0.{rest}",
        f"/answer/{number}./",
        "/answer/x/",
        f"/answer/{'9' * 400}.x/",
        "/answer/%F0%9F%98%80.x/",
        link.replace("/answer/", "/messages/answer/").replace(number, f"{number}1"),
    ):
        assert Client().get(forged).status_code in {400, 404}
        assert Client().post(forged, {"said": "yes"}).status_code in {400, 404}
    assert states(row) == ["waiting"]


def test_the_old_address_of_messages_confirms_it_as_well() -> None:
    row = asked()
    old = link_to(asks(row)[0]).replace("/answer/", "/messages/answer/")
    assert Client().post(old).status_code == 303
    assert states(row)[0] == "accepted"
    late = link_to(asks(row)[1]).replace("/answer/", "/messages/answer/")
    assert Client().post(late).status_code == 409


def test_a_press_from_another_site_is_refused() -> None:
    row = asked("010")
    client = Client(enforce_csrf_checks=True)
    assert client.post(link_to(asks(row)[0]), {"said": "yes"}).status_code == 403
    assert states(row) == ["waiting"]


def test_a_link_is_out_of_date_a_day_after_the_end_and_shows_nothing() -> None:
    row = asked("010")
    link = link_to(asks(row)[0])
    withdraw_callout(DISPATCHER, callout_id=row.pk, reason="other", now=now())
    assert "This call is off." in text_of(link)
    Callout.objects.filter(pk=row.pk).update(ended_at=timezone.now() - timedelta(hours=25))
    text = text_of(link)
    assert "This link is out of date" in text
    assert row.number not in text


def test_who_was_passed_over_can_still_say_yes() -> None:
    row = asked("010")
    (ask,) = asks(row)
    pass_time(ask)
    text = text_of(link_to(ask))
    assert "Somebody else is being called by now." in text
    assert 'value="later"' not in text
    assert 'value="later"' in text_of(link_to(ask, step=1))
    pass_time(ask)
    assert "Nobody has answered yet. You can still answer." in text_of(link_to(ask))
    assert Client().post(link_to(ask), {"said": "yes"}).status_code == 303
    assert state_of(row) == "confirmed"


def test_the_page_speaks_the_language_of_whoever_was_called() -> None:
    row = asked("010")
    link = link_to(asks(row)[0])
    Message.objects.filter(call_out_id=asks(row)[0].call_id).update(language="kk")
    shown = Client().get(link, headers={"Accept-Language": "en"})
    assert shown["Content-Language"] == "kk"
    assert '<html lang="kk"' in shown.content.decode()
    chosen = Client()
    chosen.cookies["qanat_language"] = "en"
    assert "Can you take a patient?" in chosen.get(link).content.decode()


def test_a_crew_sees_its_mission() -> None:
    mission = crewed()
    called = call_out_crew(DISPATCHER, mission_id=mission.pk, now=now())
    ask = asks(Callout.objects.get(pk=called))[0]
    text = text_of(link_to(ask))
    assert "You are called to a mission" in text
    assert mission.aircraft is not None
    assert mission.aircraft.tail in text
