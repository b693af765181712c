"""What people suffer from, where they go with it, why some are not flown, how many survive."""

import random
from typing import Final

from qanat.ops.demo.year.world import Case, Hospital, World

SHARES: Final = {
    "obstetric": 26, "childhood": 22, "circulatory": 19, "trauma": 14, "newborn": 11, "other": 8,
}  # fmt: skip
"""The published order: obstetric, childhood, circulatory, then trauma and newborn."""
REGIONAL: Final = {
    "KZ-61": 150, "KZ-19": 122, "KZ-31": 74, "KZ-33": 66, "KZ-10": 66, "KZ-63": 64, "KZ-43": 62,
    "KZ-15": 60, "KZ-35": 58, "KZ-11": 52, "KZ-47": 50, "KZ-39": 48, "KZ-27": 44, "KZ-23": 42,
    "KZ-55": 40, "KZ-62": 34, "KZ-59": 30,
}  # fmt: skip
"""How many are sent on from each region: Turkistan and Almaty regions lead."""
TO_ASTANA: Final = {
    "KZ-11": 7, "KZ-35": 9, "KZ-39": 9, "KZ-55": 9, "KZ-59": 8, "KZ-62": 8, "KZ-15": 8, "KZ-63": 8,
    "KZ-10": 8, "KZ-61": 8, "KZ-27": 5, "KZ-23": 5, "KZ-47": 6, "KZ-43": 6,
}  # fmt: skip
TO_ALMATY: Final = {"KZ-19": 9, "KZ-33": 9, "KZ-31": 9, "KZ-61": 9, "KZ-43": 5, "KZ-10": 4}
RECEIVERS: Final = {
    "obstetric": ("perinatal",),
    "newborn": ("perinatal", "children"),
    "childhood": ("children",),
    "circulatory": ("cardiac", "multi"),
    "trauma": ("multi", "emergency"),
    "other": ("multi", "university"),
}
"""Types of hospitals of a region's centre which take each group."""
CENTRES: Final = ("national", "children", "perinatal", "cardiac")
ABROAD: Final = (("TR", 3), ("KR", 2), ("DE", 1), ("VN", 1), ("KG", 1), ("EG", 1))
"""From where citizens were brought home; the published year names these six countries."""
ASKED_ABROAD: Final = (
    ("TR", 8), ("KR", 3), ("DE", 2), ("VN", 2), ("KG", 1), ("EG", 2), ("RU", 2), ("TH", 2),
    ("AE", 2),
)  # fmt: skip
"""From where others asked to be brought home."""
ORGANS: Final = ("kidney", "liver", "kidney", "heart", "liver", "cornea", "kidney", "lungs")
ORGAN_TYPES: Final = ("yak-40", "pc-12ng", "crj-200", "pc-12ng")
"""The types that fly organs, in turn."""
CHANNELS: Final = {"phone": 46, "103": 22, "112": 14, "mis": 12, "web": 6}
NOT_FLOWN: Final = (
    ("remote", 30, ("opinion_asked", "treatable_on_spot", "not_transportable")),
    ("ground", 21, ("short_distance", "road_is_faster", "weather", "flight_contraindicated")),
    ("weather", 11, ("weather",)),
    ("decline", 17, (
        "no_indication", "treatable_on_spot", "not_transportable", "no_bed", "refused_by_patient",
        "no_aircraft", "no_landing_site",
    )),
    ("withdraw", 13, ("improved", "other_transport", "by_sender", "refused_by_patient")),
    ("died", 8, ("died",)),
)  # fmt: skip
"""What became of requests without a flight: decision, share, reasons of its list."""
NOT_BROUGHT_HOME: Final = (
    ("decline", "not_transportable"),
    ("decline", "not_entitled"),
    ("decline", "treatable_on_spot"),
    ("withdraw", "other_transport"),
    ("withdraw", "improved"),
)
MORTALITY: Final = {
    "obstetric": 0.012, "newborn": 0.10, "childhood": 0.04, "circulatory": 0.16, "trauma": 0.12,
    "other": 0.10,
}  # fmt: skip
"""Share of patients who die within thirty days: assumptions, in the order of such services."""
IN_A_DAY, IN_A_WEEK = 0.35, 0.70
"""Of those, the shares who die within a day and within a week."""


def draw(chance: random.Random, weights: dict[str, int]) -> str:
    """Draw a key by its weight."""
    return chance.choices(list(weights), list(weights.values()))[0]


def draw_case(chance: random.Random, world: World, need: str = "") -> Case:
    """Draw a case by the shares of the groups, of a need where it matters."""
    while True:
        fit = world.by_nosology[draw(chance, SHARES)]
        found = [case for case in fit if not need or case["need"] == need] or fit
        return chance.choice(found)


def parts(total: int, shares: tuple[int, ...]) -> list[int]:
    """Split a whole number by shares, so that the parts sum up to it."""
    whole = sum(shares)
    found = [total * share // whole for share in shares]
    for at in range(total - sum(found)):
        found[at % len(found)] += 1
    return found


def receivers(world: World, case: Case, region: str) -> list[Hospital]:
    """Return the hospitals of a region's centre that take a case."""
    types = RECEIVERS[case["nosology"]]
    here = [h for h in world.hospitals if h.region == region]
    return [h for h in here if h.type in types] or [h for h in here if h.type == "multi"]


def centres(world: World, city: str) -> list[Hospital]:
    """Return the national centres and their like in a city."""
    return [h for h in world.hospitals if h.region == city and h.type in CENTRES]
