"""What reports say: only what is needed of them, and nothing that they do not say."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.response.weather.rules.decoding import Form, UnreadableError, decode
from qanat.response.weather.rules.groups import NO_CEILING_M, UNLIMITED_M, Conditions

NOW = datetime(2026, 11, 27, 2, 40, tzinfo=UTC)
GROUPS = (
    "24007G12MPS", "VRB02KT", "/////KT", "0800", "9999", "CAVOK", "1/4SM", "R22/1000", "FZFG",
    "-SN", "VCTS", "BKN008CB", "OVC///", "VV001", "SCT030", "NSC", "M05/M06", "Q1021", "NOSIG",
    "NSW", "TEMPO", "BECMG", "2704/2710", "FM271800", "PROB40", "RMK", "9/0SM", "XYZZY",
    "270230Z", "UACC", "TAF", "0000", "//////",
)  # fmt: skip


def seen(groups: str) -> Conditions:
    return decode(f"METAR UACC 270230Z {groups}", NOW).conditions


def test_a_report_of_fog_is_read_in_metres() -> None:
    told = decode("METAR UASA 270230Z 24007G12MPS 0800 R22/1000 FZFG VV002 M05/M06 Q1021=", NOW)
    assert (told.form, told.station, told.unread) == (Form.METAR, "UASA", ())
    assert told.at == NOW - timedelta(minutes=10)
    assert told.conditions == Conditions(
        wind_mps=7, gust_mps=12, visibility_m=800, ceiling_m=200 * 0.3048, phenomena=("FZFG",)
    )


@pytest.mark.parametrize(
    ("groups", "known"),
    [
        ("CAVOK", Conditions(visibility_m=UNLIMITED_M, ceiling_m=NO_CEILING_M)),
        ("9999 SCT030", Conditions(visibility_m=UNLIMITED_M, ceiling_m=NO_CEILING_M)),
        ("9999", Conditions(visibility_m=UNLIMITED_M)),
        ("3000 BKN010 OVC///", Conditions(visibility_m=3000)),
        ("5000 1200NE NSC", Conditions(visibility_m=1200, ceiling_m=NO_CEILING_M)),
        ("20010KT 1 1/2SM OVC010", Conditions(wind_mps=5.1, visibility_m=2414, ceiling_m=304.8)),
        ("3000 RESN BKN020 TEMPO 0400 FG", Conditions(visibility_m=3000, ceiling_m=609.6)),
    ],
)
def test_what_a_report_does_not_say_is_not_known(groups: str, known: Conditions) -> None:
    assert seen(groups) == known


def test_a_group_that_is_not_understood_is_told() -> None:
    assert decode("UACC 270230Z 9999 XYZZY", NOW).unread == ("XYZZY",)


@pytest.mark.parametrize(
    "text",
    [
        "", "TAF", "hello", "METAR UACC 270230Z NIL", "METAR UACC 990000Z 9999", "UACC 270230Z",
        "TAF UACC 262240Z 9999", "TAF UACC 262240Z 2700/2806 9999 TEMPO", "METAR " * 300,
    ],
)  # fmt: skip
def test_what_is_no_report_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        decode(text, NOW)


def test_a_report_of_the_last_day_of_a_month_is_of_the_month_before() -> None:
    first = datetime(2026, 12, 1, 0, 10, tzinfo=UTC)
    assert decode("UACC 302330Z 9999", first).at == datetime(2026, 11, 30, 23, 30, tzinfo=UTC)


def test_a_forecast_tells_what_lasts_and_what_comes_at_times() -> None:
    told = decode(
        "TAF UACC 262240Z 2700/2806 24006MPS 9999 SCT030 BECMG 2704/2706 3000 BR BKN008"
        " TEMPO 2708/2712 0500 FZFG VV001 FM271800 27010MPS CAVOK",
        NOW,
    )

    def hour(day: int, at: int) -> datetime:
        return datetime(2026, 11, day, at, tzinfo=UTC)

    spans = sorted((p.since, p.until, p.is_temporary) for p in told.periods)
    assert spans == [
        (hour(27, 0), hour(27, 4), False),
        (hour(27, 4), hour(27, 18), False),
        (hour(27, 8), hour(27, 12), True),
        (hour(27, 18), hour(28, 6), False),
    ]
    by_start = {p.since: p.conditions for p in told.periods}
    misty = by_start[hour(27, 4)]
    assert (misty.wind_mps, misty.visibility_m, misty.phenomena) == (6, 3000, ("BR",))
    assert by_start[hour(27, 8)].visibility_m == 500
    assert by_start[hour(27, 18)].phenomena == ()


@given(st.lists(st.sampled_from(GROUPS), max_size=12))
def test_whatever_groups_come_it_is_read_in_bounds_or_refused(groups: list[str]) -> None:
    try:
        told = decode(" ".join(["UACC", "270230Z", *groups]), NOW)
    except UnreadableError:
        return
    for one in (told.conditions, *(period.conditions for period in told.periods)):
        assert one.visibility_m is None or 0 <= one.visibility_m <= UNLIMITED_M
        assert one.ceiling_m is None or 0 <= one.ceiling_m <= NO_CEILING_M
        assert one.wind_mps is None or 0 <= one.wind_mps <= 120
    assert all(period.since < period.until for period in told.periods)


@given(st.text(max_size=200))
def test_no_text_at_all_breaks_the_reader(text: str) -> None:
    try:
        told = decode(text, NOW)
    except UnreadableError:
        return
    assert len(told.station) == 4
