"""What the search and plain enumeration answer of the small worlds, computed once."""

from functools import cache

from tests.engine.kbest.brute import OWN_CAR, Brute, Key
from tests.engine.kbest.worlds import world

from qanat.engine.kbest.question import question_of
from qanat.engine.kbest.search import Answer, Each, Family, Way, find_best
from qanat.engine.kbest.snapshot import Snapshot, build

SEEDS = range(330)
COUNTS = (1, 5, 20, 100)


@cache
def every(seed: int) -> dict[Key, float]:
    return Brute(*world(seed)).charges()


@cache
def answered(seed: int, each: Each = Each.PLAN) -> tuple[Snapshot, dict[int, Answer]]:
    nation, request, policy = world(seed)
    snapshot = build(nation)
    question = question_of(snapshot, request, policy)
    return snapshot, {n: find_best(snapshot, question, n, each=each) for n in COUNTS}


def key_of(snapshot: Snapshot, way: Way) -> Key:
    nation = snapshot.nation

    def name(things: tuple[object, ...], number: int | None) -> str | None:
        return None if number is None else str(getattr(things[number], "id"))  # noqa: B009 - not of every object

    is_moved = way.family is Family.SPECIALIST and (way.aircraft is None or way.pick is not None)
    own_car = OWN_CAR if is_moved else None
    return (
        way.family.name,
        name(nation.ambulances, way.lead) or own_car,
        name(nation.aircraft, way.aircraft),
        name(nation.places, way.before),
        name(nation.places, way.pick),
        way.refuels,
        name(nation.places, way.after),
        name(nation.places, way.drop),
        name(nation.ambulances, way.meeter),
        name(nation.hospitals, way.hospital) or "",
        name(nation.ambulances, way.first_lead),
        name(nation.hospitals, way.first_hospital),
        (
            name(nation.specialists, way.specialist),
            name(nation.places, way.fetched_at),
            way.refuels_there,
        ),
    )
