"""Nothing is compiled inside a request once the engine is warm."""

import pytest
from msgspec.structs import replace
from numba.core import config, event
from tests.engine.kbest.worlds import world

from qanat.engine.arrays import Floats
from qanat.engine.geodesy import great_circles_m
from qanat.engine.kbest.changes import what_if
from qanat.engine.kbest.question import question_of
from qanat.engine.kbest.reasons import why_not
from qanat.engine.kbest.search import Each, find_best, warm
from qanat.engine.kbest.shared_timeline import SharedTeller
from qanat.engine.kbest.sharing import rider, share
from qanat.engine.kbest.snapshot import (
    build,
    with_aircraft,
    with_ambulance,
    with_hospital,
    with_place,
)
from qanat.engine.kbest.timeline import Teller
from qanat.engine.kbest.widened import widened


class Straight:
    """Roads everywhere, as known ones."""

    def likely_s(self, a: Floats, b: Floats) -> Floats:
        return great_circles_m(a, b) / 20.0


@pytest.mark.skipif(
    bool(getattr(config, "DISABLE_JIT", False)), reason="nothing is compiled at all"
)
@pytest.mark.timeout(300)
def test_nothing_is_compiled_after_warming() -> None:
    warm()
    with event.install_recorder("numba:compile") as compiled:
        for seed in range(40):
            nation, request, policy = world(seed)
            roads = Straight() if seed % 2 else None
            snapshot = with_hospital(build(nation, roads=roads), nation.hospitals[0])
            snapshot = with_place(snapshot, nation.places[0])
            snapshot = with_aircraft(snapshot, nation.aircraft[0])
            snapshot = with_ambulance(snapshot, nation.ambulances[0])
            more = replace(nation.places[0], id="abroad"), replace(nation.hospitals[0], id="gate")
            snapshot = widened(snapshot, more[:1], more[1:])
            question = question_of(snapshot, request, policy)
            for each in Each:
                answer = find_best(snapshot, question, 5, each=each)
                for way in answer.ways:
                    Teller(snapshot, question).tell(way)
                why_not(snapshot, question, answer)
                what_if(snapshot, question, answer)
            both = [rider(snapshot, question) for _ in range(2)]
            for shared in share(snapshot, both[0], both[1:], 2).ways:
                SharedTeller(snapshot, both).tell(shared)
    assert not compiled.buffer
