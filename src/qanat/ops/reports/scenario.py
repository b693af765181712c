"""The answer to a scenario file, for people and for programs."""

import json
from dataclasses import asdict
from math import isfinite
from pathlib import Path
from typing import Any

from qanat.engine.kbest.scenario import ScenarioError, answer, read
from qanat.engine.kbest.search import Answer
from qanat.engine.kbest.timeline import Leg, Teller, Timeline
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
    teller = Teller(snapshot, question)
    told = [teller.tell(way) for way in found.ways]
    return _json(found, told) if as_json else _text(found, told)


def _json(found: Answer, told: list[Timeline]) -> str:
    plans = [
        {"charge": way.charge, "family": way.family.name.lower(), **asdict(plan)}
        for way, plan in zip(found.ways, told, strict=True)
    ]
    proof: dict[str, Any] = asdict(found.certificate)
    finite = {k: v if isfinite(v) else None for k, v in proof.items()}
    answer = {
        "engine": found.engine,
        "generation": found.generation,
        "policy": found.policy.name,
        "curves": found.curves,
        "proof": {**finite, "is_proved": found.certificate.is_proved},
        "plans": plans,
    }
    return json.dumps(answer, ensure_ascii=False, indent=1) + "\n"


def _text(found: Answer, told: list[Timeline]) -> str:
    if not told:
        return "No feasible plan.\n"
    lines = []
    for place, (way, plan) in enumerate(zip(found.ways, told, strict=True), start=1):
        family = way.family.name.lower()
        lines.append(f"{place}. {family}: care at {_clock(plan.care_s)}, charge {way.charge:.6f}")
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


def _leg(leg: Leg) -> str:
    waits = f", waits for {leg.binds}" if leg.binds and leg.depart_s > leg.ready_s else ""
    way = f"{leg.start or 'where it is'} to {leg.end}"
    return f"{_clock(leg.depart_s)} to {_clock(leg.arrive_s)}  {leg.unit}: {way}{waits}"


def _clock(seconds: float) -> str:
    """Return a moment as hours and minutes from the scenario's moment."""
    sign, minutes = "-" if seconds < 0 else "+", round(abs(seconds) / 60)
    return f"{sign}{minutes // 60}:{minutes % 60:02d}"
