"""A plain world for plans of a year: every region with its hospitals, airfield and aircraft."""

from collections.abc import Iterator

from qanat.engine.geodesy import Point
from qanat.ops.demo.year.cases import ABROAD, ASKED_ABROAD, REGIONAL
from qanat.ops.demo.year.world import (
    ALMATY,
    ASTANA,
    Airfield,
    Case,
    Craft,
    Hospital,
    Member,
    Spot,
    World,
)

TYPES = ("multi", "perinatal", "children", "cardiac", "district", "inter")
CITY_TYPES = ("national", "perinatal", "children")
CASES = (
    ("I63.4", "circulatory", "transport", (50, 80), 1),
    ("O14.1", "obstetric", "transport", (19, 38), 1),
    ("O72.1", "obstetric", "specialist", (20, 40), 1),
    ("J15.9", "childhood", "transport", (1, 9), 1),
    ("P22.0", "newborn", "transport", (0, 0), 1),
    ("S06.5", "trauma", "transport", (18, 60), 1),
    ("K85.9", "other", "transport", (32, 66), 2),
    ("Z52.4", "other", "organ", (30, 60), 1),
)


def plain_world() -> World:
    """Return twenty regions on a grid, two degrees apart."""
    places = {code: _place(at) for at, code in enumerate((*sorted(REGIONAL), ASTANA, ALMATY))}
    hospitals = tuple(_hospitals(places))
    airfields = [
        Airfield(code, Spot(f"airfield {code}", at, code), 2500) for code, at in places.items()
    ]
    lands = dict.fromkeys(land for land, _ in (*ABROAD, *ASKED_ABROAD))
    airfields += [
        Airfield(land, Spot(f"airfield {land}", Point(30.0 + n, 40.0), "", land), 3000)
        for n, land in enumerate(lands)
    ]
    return World(
        hospitals=hospitals,
        airfields=tuple(airfields),
        fleet=tuple(_fleet(places)),
        cases=tuple(_case(*told) for told in CASES),
        regions=tuple(sorted(REGIONAL)),
    )


def _place(at: int) -> Point:
    return Point(60.0 + 2.0 * (at % 5), 44.0 + 2.0 * (at // 5))


def _hospitals(places: dict[str, Point]) -> Iterator[Hospital]:
    number = 0
    for code, centre in places.items():
        for n, kind in enumerate(TYPES if code in REGIONAL else CITY_TYPES):
            number += 1
            away = 0.9 if kind in {"district", "inter"} else 0.02
            at = Point(centre.lon + away * (1 if n % 2 else -1), centre.lat + 0.3 * away)
            spot = Spot(f"{kind} {code}", at, code)
            yield Hospital(number, kind, number, spot, 1000 + number, f"van {number}")


def _fleet(places: dict[str, Point]) -> Iterator[Craft]:
    for n, (code, at) in enumerate(places.items()):
        base = Spot(f"base {code}", at, code)
        yield _craft(10 * n, "mi-8amt", base, is_helicopter=True, kmh=230, range_km=570)
        if code not in REGIONAL:
            yield _craft(10 * n + 1, "pc-12ng", base, is_helicopter=False, kmh=500, range_km=2400)
            yield _craft(
                10 * n + 2, "challenger-604", base, is_helicopter=False, kmh=820, range_km=6000
            )


def _craft(
    number: int, kind: str, base: Spot, *, is_helicopter: bool, kmh: int, range_km: int
) -> Craft:
    teams = tuple(
        tuple(
            Member(100 * number + 10 * team + n, role, role)
            for n, role in enumerate(("commander", "physician"))
        )
        for team in range(3)
    )
    return Craft(
        id=number + 1,
        tail=f"UP-{number}",
        type=kind,
        is_helicopter=is_helicopter,
        cruise_mps=kmh / 3.6,
        range_m=1000.0 * range_km,
        strip_m=0 if is_helicopter else 900,
        stretchers=2,
        block_extra_s=360 if is_helicopter else 900,
        base=base,
        operator_id=1 + number // 10 % 3,
        teams=teams,
    )


def _case(icd10: str, nosology: str, need: str, age: tuple[int, int], urgency: int) -> Case:
    return {
        "icd10": icd10,
        "nosology": nosology,
        "need": need,
        "age": list(age),
        "sex": "f" if nosology == "obstetric" else "any",
        "urgency": urgency,
        "specialty": "surgery",
        "diagnosis": f"{icd10} (synthetic)",
        "cause": "higher_level",
        "needs": [],
        "gestation_weeks": None,
        "organ": "kidney" if need == "organ" else "",
    }
