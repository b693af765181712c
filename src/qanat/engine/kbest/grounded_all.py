"""Why each of many aircraft is not used, found together: one search for each thing lifted."""

from collections.abc import Sequence
from dataclasses import replace

from msgspec import structs

from qanat.engine.kbest.grounded import Lifted, OneAircraft, lifted_of
from qanat.engine.kbest.lifted import first_kept
from qanat.engine.kbest.model import Aircraft
from qanat.engine.kbest.search import Way, best_of_aircraft
from qanat.engine.kbest.snapshot import Snapshot, with_fleet
from qanat.engine.kbest.tables import Question
from qanat.engine.kbest.timeline import Teller
from qanat.engine.planning.plans import Code, Reason


class Grounded:
    """Some aircraft which could carry whoever is to be carried, and are in no plan.

    Args:
        snapshot: the nation.
        question: the request.
        numbers: of the aircraft.
    """

    def __init__(self, snapshot: Snapshot, question: Question, numbers: Sequence[int]) -> None:
        self.snapshot, self.numbers = snapshot, tuple(numbers)
        self.question = replace(question, ask=question.ask._replace(only_air=True))

    def why(self) -> dict[int, Reason]:
        """Return of each that its best plan comes later, or what keeps it, busy as it is."""
        teller, found = Teller(self.snapshot, self.question), dict[int, Reason]()
        for number, way in self._best(self.snapshot, self.numbers, ()).items():
            values = {"care_s": teller.tell(way).care_s, "charge": way.charge}
            found[number] = Reason(Code.LATER_THAN_SHOWN, values)
        return found | self._kept([n for n in self.numbers if n not in found])

    def _kept(self, left: list[int]) -> dict[int, Reason]:
        """Return the first thing that keeps each from every plan."""
        if not left:
            return {}
        lifted = lifted_of(self.snapshot)
        ways = self._best(self._free(left, lifted), left, lifted)
        # Of its own nothing keeps the others any more: what does is the same for all of a kind.
        planes, kinds = self.snapshot.nation.aircraft, dict[str, Reason]()
        others = [number for number in left if number not in ways]
        for number in others:
            if planes[number].kind not in kinds:
                kinds[planes[number].kind] = self._first_kept(number, lifted)
        return {n: kinds[planes[n].kind] for n in others} | self._put_back(ways, lifted)

    def _put_back(self, ways: dict[int, Way], lifted: Lifted) -> dict[int, Reason]:
        """Return after which thing that is put back each has no plan any more."""
        found = dict[int, Reason]()
        for place, (code, _) in enumerate(lifted):
            left, after = list(ways), lifted[place + 1 :]
            again = self._best(self._free(left, after), left, after)
            for number in left:
                if number not in again:
                    one = OneAircraft(self.snapshot, self.question, number)
                    free = _freed(one.plane, lifted[place:])
                    found[number] = one.told(code, free, ways[number])
            ways = again
        return found

    def _first_kept(self, number: int, lifted: Lifted) -> Reason:
        one = OneAircraft(self.snapshot, self.question, number)
        free = _freed(one.plane, lifted)
        return first_kept(with_fleet(one.alone, {number: free}), one.asked(free))

    def _free(self, numbers: Sequence[int], lifted: Lifted) -> Snapshot:
        planes = self.snapshot.nation.aircraft
        return with_fleet(self.snapshot, {n: _freed(planes[n], lifted) for n in numbers})

    def _best(self, snapshot: Snapshot, numbers: Sequence[int], lifted: Lifted) -> dict[int, Way]:
        """Return the best plan of each; who flies any distance needs no fuel afterwards."""
        if not numbers:
            return {}
        must = self.question.ask.must_reach_fuel
        must = must and all(code is not Code.OUT_OF_RANGE for code, _ in lifted)
        ask = self.question.ask._replace(must_reach_fuel=must)
        return best_of_aircraft(snapshot, replace(self.question, ask=ask), numbers)


def _freed(plane: Aircraft, lifted: Lifted) -> Aircraft:
    for _, fields in lifted:
        plane = structs.replace(plane, **fields)
    return plane
