"""The answer to a scenario file, for people and for programs."""

import json
from math import isfinite
from pathlib import Path

import msgspec

from qanat.engine.kbest.scenario import ScenarioError, answer, read
from qanat.engine.kbest.search import Answer
from qanat.engine.kbest.timeline import Leg, Teller, Timeline
from qanat.exchange.api.wire.best_plans import best_plans
from qanat.ops.troubles import TroubleError


def answered(name: str, *, as_json: bool) -> str:
    """Return the best plans of a scenario file.

    Raises:
        TroubleError: if the file can't be read, or a field of it makes no sense.
    """
    try:
        scenario = read(Path(name).read_bytes())
        snapshot, question, found = answer(scenario)
    except OSError as error:
        raise TroubleError(f"{name}: {error.strerror}") from None
    except ScenarioError as error:
        raise TroubleError(f"{name}: {error}") from None
    if as_json:
        told = msgspec.to_builtins(best_plans(snapshot, question, found))
        return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    teller = Teller(snapshot, question)
    return _text(found, [teller.tell(way) for way in found.ways])


def _text(found: Answer, told: list[Timeline]) -> str:
    if not told:
        return "No feasible plan.\n"
    lines = []
    for place, (way, plan) in enumerate(zip(found.ways, told, strict=True), start=1):
        family = way.family.name.lower()
        lines.append(f"{place}. {family}: {_care(plan)}, charge {way.charge:.6f}")
        lines += [f"     {_leg(leg)}" for leg in plan.legs]
    bound = found.certificate.bound
    left = (
        f"nothing left out is charged less than {bound:.6f}"
        if isfinite(bound)
        else "nothing is left out"
    )
    lines.append(f"Proved: {left}.")
    lines.append(f"Curves: {', '.join(found.curves)}; policy {found.policy.name}; {found.engine}.")
    return "\n".join([*lines, ""])


def _care(plan: Timeline) -> str:
    return f"care at {_clock(plan.care_s)}" if isfinite(plan.care_s) else "no definitive care"


def _leg(leg: Leg) -> str:
    waits = f", waits for {leg.binds}" if leg.binds and leg.depart_s > leg.ready_s else ""
    way = f"{leg.start or 'where it is'} to {leg.end}"
    return f"{_clock(leg.depart_s)} to {_clock(leg.arrive_s)}  {leg.unit}: {way}{waits}"


def _clock(seconds: float) -> str:
    """Return a moment as hours and minutes from the scenario's moment."""
    sign, minutes = "-" if seconds < 0 else "+", round(abs(seconds) / 60)
    return f"{sign}{minutes // 60}:{minutes % 60:02d}"
