"""What a team writes comes through one door, from a plain form or from its device."""

import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.contrib.staticfiles.finders import find
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from tests.desks.team.conftest import own_mission
from tests.foundation.access.builders import Accounts
from tests.response.dispatch.browsing import browser
from tests.response.dispatch.builders import approved, stamp

from qanat.desks.team.reading import Person
from qanat.foundation.access.models import Account
from qanat.foundation.parameters.queries import parameter
from qanat.registry.terminology.queries import code_rows, reason_choices
from qanat.response.dispatch.models import Assessment, DrugGiven, Mission, Service
from qanat.response.dispatch.parameters import DRUG_UNITS
from qanat.response.dispatch.queries.words import DrugUnit
from qanat.response.handover.models import Handover

pytestmark = pytest.mark.usefixtures("world", "db")
JSON = {"Accept": "application/json"}


@pytest.fixture
def row() -> Mission:
    """Return the mission of a team."""
    return own_mission(Accounts().account("team", "KZ-47", name="crew"))


@pytest.fixture
def team(row: Mission) -> Client:
    """Return the browser of the one who travels with the mission."""
    return browser(Account.objects.get(user_name="crew"))


def now(back: timedelta = timedelta()) -> str:
    return (datetime.now(UTC) - back).isoformat().replace("+00:00", "Z")


def sent(client: Client, row: Mission, entry: str, **said: Any) -> Any:
    """Send an entry as the device does."""
    said = {"entry": entry, "key": str(uuid.uuid4())} | said
    return client.post(reverse("team:enter", args=(row.pk,)), said, headers=JSON)


def departed(team: Client, row: Mission) -> None:
    answer = sent(team, row, "stamp", kind="air.take_off", at=now(timedelta(hours=2)))
    assert answer.status_code == 200


def test_a_team_begins_on_its_tablet(team: Client, row: Mission) -> None:
    assert team.get("/")["Location"] == reverse("team:mission", args=(row.pk,))
    assert team.get("/team/").status_code == 302
    page = team.get(reverse("team:mission", args=(row.pk,))).content.decode()
    assert "air.weather_checked|" in page
    assert "Ишемический инсульт" in page


def test_a_button_is_a_stamp_at_the_time_of_the_device_and_stored_once(
    team: Client, row: Mission
) -> None:
    key, at = str(uuid.uuid4()), now(timedelta(minutes=20))
    for token in ("a", "b"):
        answer = sent(
            team,
            row,
            "stamp",
            step="air.weather_checked|",
            key=key,
            at=at,
            csrfmiddlewaretoken=token,
        )
        assert answer.json() == {"stored": True}
    made = row.stamps.get()
    assert made.at.isoformat().replace("+00:00", "Z") == at


def test_a_time_which_somebody_else_stamped_is_a_conflict(team: Client, row: Mission) -> None:
    stamp(row, "air.weather_checked", 1)
    answer = sent(team, row, "stamp", step="air.weather_checked|", at=now())
    assert answer.status_code == 409
    assert answer.json()["code"] == "already_stamped"
    assert row.stamps.count() == 1


def test_a_time_which_two_stamped_within_a_minute_is_one_and_no_conflict(
    team: Client, row: Mission
) -> None:
    departed(team, row)
    first = now(timedelta(minutes=9))
    assert sent(team, row, "stamp", kind="air.landing", at=first).status_code == 200
    again = now(timedelta(minutes=9, seconds=-40))
    assert sent(team, row, "stamp", step="air.landing|", at=again).status_code == 200
    assert row.stamps.filter(kind="air.landing").count() == 1


def test_a_landing_of_a_later_leg_is_not_before_that_of_an_earlier_one(
    team: Client, row: Mission
) -> None:
    first, second = row.legs.order_by("position")
    departed(team, row)
    landed = {"step": f"air.landing|{first.pk}", "at": now(timedelta(minutes=60))}
    assert sent(team, row, "stamp", **landed).status_code == 200
    early = now(timedelta(minutes=65))
    answer = sent(team, row, "stamp", step=f"air.landing|{second.pk}", at=early)
    assert answer.json()["code"] == "wrong_order"
    assert row.stamps.filter(kind="air.landing").count() == 1


def test_a_time_is_corrected_or_said_never_to_have_been(team: Client, row: Mission) -> None:
    first = stamp(row, "air.weather_checked", 1)
    at = now(timedelta(hours=3))
    assert (
        sent(team, row, "correction", stamp=first, at=at, reason="typing_mistake").status_code
        == 200
    )
    second = row.stamps.valid().get()
    wrong = sent(team, row, "correction", stamp=second.pk, reason="typing_mistake")
    assert [one["field"] for one in wrong.json()["errors"]] == ["at"]
    assert sent(
        team, row, "correction", stamp=second.pk, never="on", reason="typing_mistake"
    ).json()
    assert not row.stamps.valid().exists()


def test_findings_are_kept_with_their_time_and_the_unusual_is_asked_once(
    team: Client, row: Mission
) -> None:
    found = {"heart_rate": "245", "spo2": "93", "temperature_c": "36,6", "at": now()}
    asked = sent(team, row, "condition", **found)
    assert asked.status_code == 422
    assert asked.json()["errors"][0]["field"] == "heart_rate"
    assert sent(team, row, "condition", **found, is_confirmed="on").status_code == 200
    made = Assessment.objects.get()
    assert (made.heart_rate, made.spo2, float(made.temperature_c or 0)) == (245, 93, 36.6)
    assert sent(team, row, "note", note="Adrenaline 1 mg").status_code == 200
    page = team.get(reverse("team:sheet", args=(row.pk,))).content.decode()
    assert "Adrenaline 1 mg" in page


def test_the_sheet_tells_what_no_line_shows_however_much_is_noted_after_it(
    team: Client, row: Mission
) -> None:
    found = {"consciousness": "V", "is_on_oxygen": "yes", "fio2": "40", "support": "ventilation"}
    assert sent(team, row, "condition", **found).status_code == 200
    gcs = {"gcs_eye": "3", "gcs_verbal": "4", "gcs_motor": "6"}
    assert sent(team, row, "condition", **gcs).status_code == 200
    assert sent(team, row, "note", note="Turned").status_code == 200
    for name in ("sheet", "mission"):
        page = team.get(reverse(f"team:{name}", args=(row.pk,))).content.decode()
        record = page[page.index("data-team-record") :]
        for words in ("GCS", ">13<", "On oxygen", "40 %", "Support: "):
            assert words in record


def test_a_drug_has_its_dose_and_a_wrong_record_is_taken_back_and_stays(
    team: Client, row: Mission
) -> None:
    said = {"drug": "Норадреналин", "dose": "0,25", "unit": "ug/kg/min", "route": "infusion"}
    assert sent(team, row, "drug", **said, at=now()).status_code == 200
    made = DrugGiven.objects.get()
    assert (made.dose, made.unit) == (Decimal("0.25"), "ug/kg/min")
    assert made.patient_id == made.request.people.get().patient_id
    pages = [reverse(f"team:{name}", args=(row.pk,)) for name in ("mission", "sheet")]
    pages.append(reverse("dispatch:mission", args=(row.pk,)))
    for page in pages:
        shown = unescape(team.get(page).content.decode())
        assert "Норадреналин" in shown
        assert "0.25 µg/kg/min" in shown
    missing = sent(team, row, "wrong_drug", drug=made.pk)
    assert [one["field"] for one in missing.json()["errors"]] == ["reason"]
    back = sent(team, row, "wrong_drug", drug=made.pk, reason="wrong_record")
    assert back.status_code == 200
    assert "Норадреналин" not in team.get(pages[1]).content.decode()
    assert "struck" in team.get(pages[0]).content.decode()


def test_usual_drugs_are_offered_with_their_units_in_the_words_of_the_reader(
    team: Client, row: Mission
) -> None:
    page = team.get(reverse("team:mission", args=(row.pk,))).content.decode()
    assert '<option value="Heparin" label="IU">' in page
    team.cookies["qanat_language"] = "ru"
    page = team.get(reverse("team:mission", args=(row.pk,))).content.decode()
    assert '<option value="Гепарин" label="МЕ">' in page


def test_units_are_known_for_drugs_of_the_list_alone_and_units_of_the_form_alone() -> None:
    units = parameter(DRUG_UNITS, on=datetime.now(UTC)).entries
    assert set(units) <= {row.code for row in code_rows("drug")}
    named = {part.strip() for codes in units.values() for part in str(codes).split(",")}
    assert named <= set(DrugUnit)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("dose", "0"),
        ("dose", "-1"),
        ("dose", "much"),
        ("unit", ""),
        ("unit", "spoon"),
        ("route", ""),
        ("route", "ear"),
        ("drug", ""),
        ("drug", "x" * 121),
        ("at", "2099-01-01T00:00:00Z"),
        ("at", "yesterday"),
    ],
)
def test_what_is_no_dose_is_refused_by_its_field(
    team: Client, row: Mission, field: str, value: str
) -> None:
    said = {"drug": "Adrenaline", "dose": "1", "unit": "mg", "route": "iv"} | {field: value}
    answer = sent(team, row, "drug", **said)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert not DrugGiven.objects.exists()


def test_a_service_needs_a_departure_and_then_names_the_one_patient(
    team: Client, row: Mission
) -> None:
    early = sent(team, row, "service", kind="transport")
    assert early.json()["code"] == "not_left_yet"
    departed(team, row)
    assert sent(team, row, "service", kind="transport").status_code == 200
    assert Service.objects.get().patients.count() == 1


def test_a_hand_over_names_the_receiver_on_the_sheet(team: Client, row: Mission) -> None:
    departed(team, row)
    missing = sent(team, row, "handover")
    assert [one["field"] for one in missing.json()["errors"]] == ["receiver"]
    landing = now(timedelta(hours=1))
    assert sent(team, row, "stamp", kind="air.landing", at=landing).status_code == 200
    assert sent(team, row, "handover", receiver="Dr Serikova", at=now()).status_code == 200
    assert sent(team, row, "handover", receiver="Dr Omarov").json()["code"] == "already_handed_over"
    assert Handover.objects.get().receiver == "Dr Serikova"
    assert "Dr Serikova" in team.get(reverse("team:sheet", args=(row.pk,))).content.decode()


def test_a_hand_over_in_the_air_names_the_ways_that_lead_on_and_each_of_them_does(
    team: Client, row: Mission
) -> None:
    departed(team, row)
    refused = sent(team, row, "handover", receiver="Dr Serikova", at=now())
    assert refused.json()["code"] == "implausible"
    assert "stamp “Handed over” with the reason why" in refused.json()["detail"]
    assert not Handover.objects.exists()
    given = {"kind": "eTimes.12", "at": now(), "confirm": reason_choices("impossible_time")[1][0]}
    assert sent(team, row, "stamp", **given).status_code == 200
    assert sent(team, row, "handover", receiver="Dr Serikova", at=now()).status_code == 200
    assert Handover.objects.get().receiver == "Dr Serikova"


def test_each_patient_of_a_shared_flight_has_his_own_services_and_hand_over() -> None:
    account = Accounts().account("team", "KZ-47", name="crew")
    second = approved(name="Сериков Алмас")
    row = own_mission(account, second)
    team = browser(account)
    departed(team, row)
    page = team.get(reverse("team:mission", args=(row.pk,))).content.decode()
    assert "Ахметов Ерлан" in page.split('data-team-entry="handover"')[1]
    assert sent(team, row, "service", kind="transport", request=second.pk).status_code == 200
    said: dict[str, Any] = {"receiver": "Dr Serikova", "request": second.pk}
    sent(team, row, "stamp", kind="air.landing", at=now(timedelta(hours=1)))
    assert sent(team, row, "handover", at=now(timedelta(minutes=9)), **said).status_code == 200
    page = team.get(reverse("team:mission", args=(row.pk,))).content.decode()
    services = page.split('data-team-part="services"')[1].split("<ol")[0]
    assert "Сериков Алмас" in services
    assert "Ахметов Ерлан" not in services
    assert "Сериков Алмас: <b>Dr Serikova</b>" in page
    assert 'data-team-entry="handover"' in page
    sheet = team.get(reverse("team:sheet", args=(row.pk,))).content.decode()
    assert "Ахметов Ерлан: " in sheet
    assert sent(team, row, "handover", receiver="Dr Omarov", at=now()).status_code == 200
    assert {h.request_id: h.receiver for h in Handover.objects.all()}[second.pk] == "Dr Serikova"
    assert Handover.objects.count() == 2
    page = team.get(reverse("team:mission", args=(row.pk,))).content.decode()
    assert 'data-team-entry="handover"' not in page


def test_a_hand_over_in_the_future_is_refused_even_where_its_time_is_stamped(
    team: Client, row: Mission
) -> None:
    departed(team, row)
    sent(team, row, "stamp", kind="eTimes.12", at=now(timedelta(minutes=5)))
    answer = sent(team, row, "handover", receiver="Иванова А.", at=now(-timedelta(hours=6)))
    assert answer.status_code == 422
    assert not Handover.objects.exists()


@pytest.mark.parametrize(
    ("years", "told"), [(0.0, "0 days"), (0.06, "21 days"), (1.5, "18 months"), (61.2, "61 years")]
)
def test_an_age_is_told_in_the_unit_that_matters(years: float, told: str) -> None:
    with translation.override("en"):
        assert Person(1, 1, "", "", years).age == told
    with translation.override("ru"):
        assert Person(1, 1, "", "", 61.2).age == "61 год"


def test_without_javascript_a_form_leads_back_and_a_refusal_keeps_what_was_typed(
    team: Client, row: Mission
) -> None:
    address, page = (reverse(f"team:{name}", args=(row.pk,)) for name in ("enter", "mission"))
    typed = {"entry": "note", "key": str(uuid.uuid4()), "note": "seen"}
    done = team.post(address, typed)
    assert (done.status_code, done["Location"]) == (
        303,
        f"{page}#condition",
    )
    wrong = team.post(address, typed | {"key": str(uuid.uuid4()), "at": "tomorrow", "note": "kept"})
    assert wrong.status_code == 422
    assert "kept" in wrong.content.decode()
    refused = team.post(
        address, {"entry": "service", "key": str(uuid.uuid4()), "kind": "transport"}
    )
    assert refused.status_code == 422
    assert "has not left yet" in refused.content.decode()


def test_nobody_sends_what_somebody_else_wrote(team: Client, row: Mission) -> None:
    answer = sent(team, row, "note", note="not mine", by="987654")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_yours")
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("kind", ["", "mission", "stamp\0", "../note"])
def test_an_unknown_kind_of_entry_is_not_there(team: Client, row: Mission, kind: str) -> None:
    assert sent(team, row, kind).status_code == 404


@pytest.mark.parametrize("key", ["", "ключ", "x" * 300])
def test_an_entry_without_a_usable_key_is_refused(team: Client, row: Mission, key: str) -> None:
    assert sent(team, row, "note", note="x", key=key).json()["code"] == "bad_idempotency_key"


@pytest.mark.parametrize(
    "said",
    [
        {"step": "|"},
        {"step": "air.landing|99999999999999999999|"},
        {"step": "nothing|1"},
        {"kind": "air.landing", "at": "9999-99-99T99:99"},
        {"kind": "air.landing", "at": "\0"},
        {"step": "air.landing|1|" + "x" * 5000},
        {"kind": "eTimes.07", "confirm": "because"},
    ],
)
def test_hostile_stamps_are_refused_in_words(
    team: Client, row: Mission, said: dict[str, str]
) -> None:
    answer = sent(team, row, "stamp", **said)
    assert answer.status_code in {404, 409, 422}
    assert answer.json()["code"]
    assert not row.stamps.exists()


def test_who_does_not_travel_with_it_or_may_not_stamp_is_kept_out(row: Mission) -> None:
    stranger = browser(Accounts().account("team", "KZ-19", name="stranger"))
    analyst = browser(Accounts().account("analyst", name="analyst"))
    for name in ("mission", "sheet", "kept", "line"):
        assert stranger.get(reverse(f"team:{name}", args=(row.pk,))).status_code == 404
    assert sent(stranger, row, "note", note="x").status_code == 404
    assert sent(stranger, row, "drug", drug="x").status_code == 404
    assert sent(analyst, row, "stamp", step="air.weather_checked|").status_code == 403
    assert analyst.get(reverse("team:kept", args=(row.pk,)), headers=JSON).status_code == 403
    out = Client().get(reverse("team:line", args=(row.pk,)), headers=JSON)
    assert out.status_code == 401


def test_the_key_of_the_store_is_the_persons_own_and_always_the_same(
    team: Client, row: Mission
) -> None:
    address = reverse("team:line", args=(row.pk,))
    first, again = team.get(address).json(), team.get(address).json()
    dispatcher = browser(Accounts().account("dispatcher", name="other")).get(address).json()
    assert first["key"] == again["key"] != dispatcher["key"]
    assert team.get(address)["Cache-Control"] == "no-store"


def test_the_shell_holds_no_data_and_nobodys_name(team: Client) -> None:
    page = team.get("/team/offline/").content.decode()
    assert "crew" not in page
    assert "data-account" not in page
    about = team.get("/team/app.webmanifest").json()
    assert about["start_url"] == "/team/"
    assert all(find(icon["src"].removeprefix("/static/")) for icon in about["icons"])
    worker = team.get("/service-worker.js").content.decode()
    assert '["/team/", "/team/offline/"]' in worker


def test_the_page_costs_the_same_however_much_was_written(team: Client, row: Mission) -> None:
    address = reverse("team:kept", args=(row.pk,))
    team.get(address)

    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            assert team.get(address).status_code == 200
        return len(made)

    stamp(row, "eTimes.03", 1)
    sent(team, row, "condition", heart_rate="80")
    before = cost()
    for number in range(5):
        sent(team, row, "condition", note=f"note {number}", heart_rate="80")
    stamp(row, "air.weather_checked", 2)
    assert cost() <= before


def test_a_score_that_is_an_emergency_is_marked(team: Client, row: Mission) -> None:
    calm = {"respiratory_rate": "16", "spo2": "97", "is_on_oxygen": "no", "systolic": "120",
            "heart_rate": "80", "consciousness": "A", "temperature_c": "36.6"}  # fmt: skip
    assert sent(team, row, "condition", **calm, at=now(timedelta(minutes=5))).status_code == 200
    grave = calm | {"respiratory_rate": "28", "spo2": "88", "heart_rate": "135"}
    assert sent(team, row, "condition", **grave, is_confirmed="on").status_code == 200
    page = team.get(reverse("team:mission", args=(row.pk,))).content.decode()
    assert page.count('<b class="breach">9</b>') == page.count('<b class="breach">') == 1


def test_who_has_no_mission_reads_so_below_a_heading() -> None:
    page = browser(Accounts().account("team", "KZ-47", name="idle")).get("/team/").content.decode()
    assert "<h1>Team's tablet</h1>" in unescape(page)
    assert "No mission for you" in page
