"""Weather is stated in batches, by whom may; said once, it stands once; plans use it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.exchange.api.calling import Answer, System, system
from tests.response.dispatch.browsing import Browse, browse, cost, people, typed_moment  # noqa: F401
from tests.response.dispatch.builders import DISPATCHER, actor_as, holding, request

from qanat.engine.planning.plans import Code, Subject
from qanat.foundation.access_types import Scope
from qanat.foundation.actors import SYSTEM
from qanat.foundation.kept import forget
from qanat.foundation.refusals import NotAllowed
from qanat.registry.places.models import Airfield
from qanat.response.dispatch.pages.reasons import reason_text
from qanat.response.dispatch.suggest import propose
from qanat.response.weather.commands import Problem, Statement, state_weather
from qanat.response.weather.judging import skies_at
from qanat.response.weather.models import Report
from qanat.response.weather.permissions import SEE, STATE
from qanat.response.weather.queries import weather_rows
from qanat.response.weather.rules.groups import Conditions
from qanat.response.weather.rules.minima import Verdict

pytestmark = pytest.mark.usefixtures("world", "db")


def metar(station: str = "UASA", groups: str = "VRB01MPS 0800 FG VV001", *, ago: int = 10) -> str:
    at = timezone.now().astimezone(UTC) - timedelta(minutes=ago)
    return f"METAR {station} {at:%d%H%M}Z {groups}"


def state(*texts: str, **said: Any) -> Any:
    statements = [Statement(text=text) for text in texts]
    given: dict[str, Any] = {"source": "test", "now": timezone.now()} | said
    return state_weather(SYSTEM, statements=statements, **given)


def field(station: str = "UASA") -> Airfield:
    return Airfield.objects.get(icao=station)


def sky(station: str = "UASA", now: datetime | None = None) -> Verdict:
    at = field(station)
    found = skies_at(now or timezone.now()).of([(("airfield", at.pk), at.lon, at.lat)])
    return found[0].judged.verdict


def test_the_same_report_twice_stands_once_and_what_is_none_is_told() -> None:
    text = metar()
    first = state(text, text, "hello", metar("ZZZZ"), metar(ago=-60), metar(ago=60 * 60))
    assert (first.new, first.repeated) == (1, 1)
    assert first.problems == {
        2: Problem.UNREADABLE,
        3: Problem.UNKNOWN_PLACE,
        4: Problem.FUTURE,
        5: Problem.OLD,
    }
    again = state(text)
    assert (again.new, again.repeated, Report.objects.count()) == (0, 1, 1)


def test_only_who_may_states_and_only_within_his_regions() -> None:
    statements = [Statement(text=metar("UAAA")), Statement(text=metar("UACC"))]
    said: dict[str, Any] = {"statements": statements, "source": "test", "now": timezone.now()}
    with pytest.raises(NotAllowed):
        state_weather(actor_as("coordinator"), **said)
    with pytest.raises(NotAllowed):
        weather_rows(holding((STATE,)), timezone.now())
    region = str(field("UACC").region_id)
    own = holding((STATE, SEE), Scope(regions=frozenset({region})))
    taken = state_weather(own, **said)
    assert (taken.new, taken.problems) == (1, {0: Problem.NOT_YOURS})


def test_a_report_is_stale_after_an_hour_and_counts_no_more_after_three() -> None:
    now = timezone.now()
    state(metar(ago=70), metar("UAAA", "VRB01MPS CAVOK"))
    (row,) = [r for r in weather_rows(DISPATCHER, now) if r.code == "UASA"]
    assert row.known.is_stale
    assert (sky("UASA"), sky("UAAA")) == (Verdict.NOBODY, Verdict.SIGHT)
    assert sky("UASA", now + timedelta(hours=3)) is Verdict.UNKNOWN


def test_a_newer_report_counts_and_a_place_near_takes_it() -> None:
    at = field()
    state(metar(ago=40), metar(groups="VRB01MPS CAVOK", ago=5), metar(ago=20))
    assert sky() is Verdict.SIGHT
    near, far = skies_at(timezone.now()).of(
        [(("pad", 0), at.lon + 0.1, at.lat), (("pad", 0), at.lon + 3, at.lat)]
    )
    assert (near.judged.verdict, far.judged.verdict) == (Verdict.SIGHT, Verdict.UNKNOWN)
    assert near.away_m > 0


def test_where_nobody_reports_the_forecast_of_now_counts() -> None:
    now = timezone.now().astimezone(UTC)
    before, after = now - timedelta(hours=1), now + timedelta(hours=20)
    state(f"TAF UASA {before:%d%H%M}Z {before:%d%H}/{after:%d%H} VRB01MPS 0800 FG VV001")
    assert sky() is Verdict.NOBODY
    assert sky(now=now + timedelta(hours=21)) is Verdict.UNKNOWN


def test_what_a_person_tells_holds_until_he_says() -> None:
    now = timezone.now()
    told = Statement(
        place=("airfield", field().pk),
        at=now - timedelta(hours=3),
        until=now + timedelta(hours=2),
        conditions=Conditions(visibility_m=9000, ceiling_m=1000),
        text="tower",
    )
    state_weather(DISPATCHER, statements=[told], source="typed", now=now)
    assert sky() is Verdict.SIGHT
    assert sky(now=now + timedelta(hours=3)) is Verdict.UNKNOWN


def test_plans_use_the_weather_at_once_and_say_by_which_report() -> None:
    now = timezone.now()
    row = request()
    before = propose(DISPATCHER, row.pk, now)
    flown = [
        p.plan for p in before.proposals if any(u.startswith("aircraft:") for u in p.plan.units)
    ]
    assert all(Code.WEATHER_UNKNOWN in {w.code for w in plan.warnings} for plan in flown)
    stations = list(Airfield.objects.filter(country="KZ").values_list("icao", flat=True))
    state(*(metar(station) for station in stations))
    after = propose(DISPATCHER, row.pk, now)
    shut = [one for one in after.excluded if one.subject is Subject.AIRCRAFT]
    reasons = [r for one in shut for r in one.reasons if r.code is Code.WEATHER_NO_GO]
    assert reasons
    told = reason_text(reasons[0], after.names, after.at)
    assert "ceiling 30 m below the 60 m minimum" in told
    assert "METAR" in told
    aloft = {u for p in after.proposals for u in p.plan.units if u.startswith("aircraft:")}
    closed = {one.id for one in shut if any(r.code is Code.WEATHER_NO_GO for r in one.reasons)}
    assert not aloft & closed
    places = [one for one in after.excluded if one.subject is Subject.PLACE]
    assert {f"airfield:{field().pk}"} <= {one.id for one in places}
    state(*(metar(station, "VRB01MPS CAVOK", ago=5) for station in stations))
    assert not [
        r
        for one in propose(DISPATCHER, row.pk, now).excluded
        for r in one.reasons
        if r.code is Code.WEATHER_NO_GO
    ]


def post(sender: System, **body: Any) -> Answer:
    return sender.post("/weather", {"source": "met"} | body)


def test_another_system_states_reports_and_values() -> None:
    feed = system("weather_feed")
    place = {"kind": "airfield", "id": field("UACC").pk}
    values = {"place": place, "observed_at": timezone.now(), "visibility_m": 9000, "ceiling_m": 400}
    taken = post(feed, reports=[{"text": metar()}, {"text": "hello"}], values=[values])
    assert taken.body == {
        "new": 2, "repeated": 0, "problems": [{"number": 1, "problem": "unreadable"}]
    }  # fmt: skip
    items = {one["code"]: one for one in feed.get("/weather").body["items"]}
    assert (items["UASA"]["flying"], items["UASA"]["visibility_m"]) == ("nobody", 800)
    assert (items["UACC"]["form"], items["UACC"]["flying"]) == ("said", "sight")
    assert post(system("position_feed")).status == 403


VALUES = {"place": {"kind": "pad", "id": 1}, "observed_at": "2026-11-27T00:00:00Z"}


@pytest.mark.parametrize(
    "bad",
    [
        {"reports": [{"text": ""}]},
        {"reports": [{"text": "x" * 1300}]},
        {"values": [VALUES | {"place": {"kind": "ship", "id": 1}}]},
        {"values": [VALUES | {"wind_mps": -1}]},
        {"values": [VALUES | {"visibility_m": "NaN"}]},
        {"reports": [{"text": "METAR"}] * 501},
    ],
)
def test_a_body_out_of_bounds_names_its_field(bad: dict[str, Any]) -> None:
    answer = post(system("weather_feed"), **bad)
    assert answer.status in {400, 422}
    assert Report.objects.count() == 0


def test_the_page_takes_lines_all_or_none_and_keeps_what_was_typed(browse: Browse) -> None:  # noqa: F811
    dispatcher = browse("dispatcher")
    good = metar()
    answer = dispatcher.post("/weather/reports/", {"texts": f"{good}\nhello"})
    assert answer.status_code == 422
    assert "hello" in answer.text
    assert good in answer.text
    assert Report.objects.count() == 0
    assert dispatcher.post("/weather/reports/", {"texts": f"{good}\n\n"}).status_code == 303
    assert "ceiling 30 m below the 60 m minimum" in dispatcher.get("/weather/").text
    assert browse("coordinator", "KZ-19").post("/weather/reports/").status_code == 403


def test_the_page_takes_values_and_refuses_none(browse: Browse) -> None:  # noqa: F811
    dispatcher = browse("dispatcher")
    at = typed_moment(timezone.now() - timedelta(minutes=3))
    typed = {"place": f"airfield:{field().pk}", "observed_at": at, "note": "tower"}
    assert dispatcher.post("/weather/values/", typed).status_code == 422
    said = typed | {"visibility_m": "9000", "sky": "none", "phenomena": ["SN"]}
    assert dispatcher.post("/weather/values/", said).status_code == 303
    assert sky() is Verdict.SIGHT
    assert browse("coordinator", "KZ-19").get("/weather/values/").status_code == 403


def test_the_page_asks_as_many_queries_for_ten_places_as_for_one(browse: Browse) -> None:  # noqa: F811
    dispatcher = browse("dispatcher")
    state(metar())
    cost(dispatcher, "/weather/")
    forget()
    one = cost(dispatcher, "/weather/")
    stations = Airfield.objects.filter(country="KZ").values_list("icao", flat=True)[:10]
    state(*(metar(station) for station in stations))
    forget()
    assert cost(dispatcher, "/weather/") == one


def test_the_sky_of_a_place_nobody_spoke_of_stays_unknown() -> None:
    assert sky() is Verdict.UNKNOWN
