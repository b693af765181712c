"""Charts and maps: well-formed, spoken, true to area, honest about what is not known."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from qanat.web import charts, maps
from qanat.web.charts.svg import shortened, ticks, width_of
from qanat.web.gallery_data import PLACES, drawings, sample_regions

NOW = datetime(2026, 11, 25, 9, 37, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>&\"'"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def parsed(chart: charts.Chart) -> ET.Element:
    return ET.fromstring(chart.svg)  # noqa: S314 (our own text)


def words(chart: charts.Chart) -> str:
    return " ".join(parsed(chart).itertext())


@pytest.mark.parametrize("chart", drawings(NOW), ids=lambda c: str(c.title))
def test_every_chart_is_well_formed_and_spoken(chart: charts.Chart) -> None:
    root = parsed(chart)
    ids = {e.get("id") for e in root.iter() if e.get("id")}
    assert root.find(f"{SVG}title") is not None
    assert root.find(f"{SVG}desc") is not None
    assert set(root.get("aria-labelledby", "").split()) <= ids
    assert "style" not in {name for e in root.iter() for name in e.attrib}
    assert "nan" not in chart.svg


@pytest.mark.parametrize("chart", drawings(NOW), ids=lambda c: str(c.title))
def test_every_chart_has_the_same_numbers_as_a_table(chart: charts.Chart) -> None:
    assert chart.rows
    assert {len(row) for row in chart.rows} == {len(chart.heads)}


@pytest.mark.parametrize(
    "chart",
    [
        charts.line("t", (), ()),
        charts.bars("t", ()),
        charts.stacked("t", (), ()),
        charts.multiples("t", (), ()),
        charts.schedule("t", (), start=NOW, end=NOW + timedelta(hours=6)),
        maps.tiles("t", {}, {}, {}),
        charts.line("t", ("a",), (charts.Series("s", (None,)),)),
        charts.bars("t", (charts.Bar("a", 0),)),
    ],
)
def test_nothing_to_show_is_still_a_picture(chart: charts.Chart) -> None:
    assert parsed(chart).tag == f"{SVG}svg"
    assert "nan" not in chart.svg


def test_hostile_names_are_only_words() -> None:
    lane = charts.Lane(
        HOSTILE, HOSTILE, (charts.Span(NOW, NOW + timedelta(hours=3), HOSTILE, url=f"?{HOSTILE}"),)
    )
    made = [
        charts.bars(HOSTILE, (charts.Bar(HOSTILE, 3, url=f"?{HOSTILE}"),)),
        charts.line(
            HOSTILE, (HOSTILE, "b"), (charts.Series(HOSTILE, (1, 2)), charts.Series("x", (2, 1)))
        ),
        charts.schedule(HOSTILE, (lane,), start=NOW, end=NOW + timedelta(hours=6), now=NOW),
    ]
    for chart in made:
        assert "<script" not in chart.svg
        assert HOSTILE in words(chart)


def test_a_gap_in_a_line_stays_a_gap() -> None:
    chart = charts.line("t", ("a", "b", "c", "d", "e"), (charts.Series("s", (1, 2, None, 3, 4)),))
    path = next(e for e in parsed(chart).iter(f"{SVG}path") if "line" in (e.get("class") or ""))
    assert path.get("d", "").count("M") == 2
    assert chart.rows[2] == ("c", "–")


def test_names_of_the_first_and_the_last_place_are_not_cut() -> None:
    places = ["26.11 01:55", "26.11 05:55", "26.11 09:55"]
    chart = charts.line("Scores", places, [charts.Series("NEWS2", (4.0, 4.0, 3.0))])
    root = parsed(chart)
    width = float(root.get("viewBox", "").split()[2])
    named = {e.text: float(e.get("x", "")) for e in root.iter(f"{SVG}text") if e.text in places}
    assert list(named) == places
    for words_of, x in named.items():
        half = width_of(words_of) / 2
        assert half <= x <= width - half


def test_a_stack_of_which_nothing_is_known_says_so_and_is_not_nought() -> None:
    chart = charts.stacked("t", ("a", "b"), (charts.Stack("x", (2, 1)), charts.Stack("y", ())))
    assert "no data" in chart.svg
    assert chart.rows == (("x", "2", "1", "3"), ("y", "–", "–", "–"))


def test_capital_letters_have_their_room() -> None:
    assert width_of("SYN-MES") > width_of("syn-mes")
    assert shortened("SYN-2026-MES", width_of("SYN-2026-MES")) == "SYN-2026-MES"
    assert shortened("SYN-2026-MES", 40) == "SYN…"
    assert width_of("SYN…") <= 40
    assert shortened("syn", 0) == "s…"


def test_a_bar_is_as_long_as_its_value() -> None:
    chart = charts.bars("t", (charts.Bar("a", 100), charts.Bar("b", 25), charts.Bar("c", None)))
    widths = [
        float(e.get("width", 0)) for e in parsed(chart).iter(f"{SVG}rect") if e.get("class") == "s1"
    ]
    assert widths[1] / widths[0] == pytest.approx(0.25, abs=0.001)
    assert "no data" in words(chart)


def test_a_schedule_cuts_what_lies_outside_and_leaves_out_what_is_over() -> None:
    spans = (
        charts.Span(NOW - timedelta(hours=5), NOW - timedelta(hours=4), "gone"),
        charts.Span(NOW - timedelta(hours=1), NOW + timedelta(hours=1), "here"),
    )
    chart = charts.schedule(
        "t", (charts.Lane("a", "", spans),), start=NOW, end=NOW + timedelta(hours=6)
    )
    assert "here" in words(chart)
    assert "gone" not in words(chart)
    assert len(chart.rows) == 2


@given(st.floats(0, 1e9), st.floats(0, 1e9))
def test_ticks_span_the_range_with_round_steps(one: float, other: float) -> None:
    low, high = min(one, other), max(one, other)
    marks = ticks(low, high)
    assert marks[0] <= low + 1e-6 * (1 + abs(low))
    assert marks[-1] >= high - 1e-6 * (1 + abs(high))
    assert 2 <= len(marks) <= 13


@given(st.floats(46, 87), st.floats(40, 55))
def test_the_projection_keeps_areas(lon: float, lat: float) -> None:
    side = 0.01
    corners = [
        maps.albers(p)
        for p in ((lon, lat), (lon + side, lat), (lon + side, lat + side), (lon, lat + side))
    ]
    pairs = zip(corners, [*corners[1:], corners[0]], strict=True)
    area = abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2
    true = math.radians(side) * (math.sin(math.radians(lat + side)) - math.sin(math.radians(lat)))
    assert area == pytest.approx(true, rel=1e-4)


def test_north_is_up_and_east_is_right() -> None:
    assert maps.albers((67, 55))[1] < maps.albers((67, 41))[1]
    assert maps.albers((80, 48))[0] > maps.albers((50, 48))[0]


def test_no_data_is_hatched_and_zero_is_not() -> None:
    values = {"A": maps.Shade(0), "B": maps.Shade(10), "C": maps.Shade(None)}
    chart = maps.choropleth("t", sample_regions(), PLACES, values)
    fills = {}
    for shape in parsed(chart).iter(f"{SVG}path"):
        hint = shape.find(f"{SVG}title")
        if hint is not None:
            fills[str(hint.text).split(":")[0]] = shape.get("fill")
    assert "hatch" in str(fills[PLACES["C"].name])
    assert "hatch" in str(fills[PLACES["D"].name])
    assert "hatch" not in str(fills[PLACES["A"].name])


def test_a_map_and_its_tiles_lead_to_the_records() -> None:
    values = {"A": maps.Shade(5, url="/regions/A/?from=2026&to=2027")}
    for chart in (
        maps.choropleth("t", sample_regions(), PLACES, values),
        maps.tiles("t", {"A": "Aktobe"}, {"A": (0, 0)}, values),
    ):
        assert [e.get("href") for e in parsed(chart).iter(f"{SVG}a")] == [
            "/regions/A/?from=2026&to=2027"
        ]


def test_names_on_a_map_do_not_cover_each_other() -> None:
    near = {code: maps.Place(place.name, (61.0, 48.0)) for code, place in PLACES.items()}
    values = {"A": maps.Shade(1), "B": maps.Shade(2)}
    chart = maps.choropleth("t", sample_regions(), near, values)
    names = {place.name for place in near.values()}
    at = [float(e.get("y", 0)) for e in parsed(chart).iter(f"{SVG}text") if e.text in names]
    assert len(at) == len(set(at)) == 4
    assert min(abs(a - b) for a in at for b in at if a != b) >= 12
    assert "0–" in words(chart)


def test_two_charts_on_a_page_share_no_ids() -> None:
    one, other = (charts.bars(t, (charts.Bar("a", None),)) for t in ("t", "u"))
    ids = [{e.get("id") for e in parsed(c).iter() if e.get("id")} for c in (one, other)]
    assert ids[0] & ids[1] == set()
    assert one.svg == charts.bars("t", (charts.Bar("a", None),)).svg
