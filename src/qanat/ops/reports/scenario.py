"""The answer to a scenario file, for people and for programs."""

import json
from collections.abc import Iterable, Iterator
from math import isfinite
from pathlib import Path
from typing import Any

import msgspec

from qanat.engine.compiled import is_whole
from qanat.engine.kbest.changes import Change, what_if
from qanat.engine.kbest.legs import Leg, Timeline
from qanat.engine.kbest.reasons import LeftOut, why_not
from qanat.engine.kbest.scenario import (
    ScenarioError,
    SharedAnswer,
    answer,
    answer_shared,
    read,
)
from qanat.engine.kbest.search import Answer, warm
from qanat.engine.kbest.shared_timeline import SharedTeller
from qanat.engine.kbest.snapshot import Snapshot
from qanat.engine.kbest.timeline import Teller
from qanat.exchange.api.wire.best_plans import best_plan, best_plans
from qanat.ops.progress import COMPILING, spoken
from qanat.ops.troubles import UsageError


def answered(name: str, *, as_json: bool) -> str:
    """Return the best plans of a scenario file, and why there are no others.

    Raises:
        UsageError: if the file can't be read, or a field of it makes no sense.
    """
    try:
        scenario = read(Path(name).read_bytes())
        if not is_whole():
            spoken(COMPILING)
            warm()
        snapshot, question, found = answer(scenario)
        shared = answer_shared(snapshot, question, scenario) if scenario.may_share else None
    except OSError as error:
        raise UsageError(f"{name}: {error.strerror}") from None
    except ScenarioError as error:
        raise UsageError(f"{name}: {error}") from None
    left_out = why_not(snapshot, question, found)
    changes = what_if(snapshot, question, found)
    if as_json:
        told: dict[str, Any] = msgspec.to_builtins(
            best_plans(snapshot, question, found, shared=shared)
        )
        told["left_out"] = [_left_out(one) for one in left_out]
        told["changes"] = [_change(one) for one in changes]
        return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    teller = Teller(snapshot, question)
    lines = _plans(found, [teller.tell(way) for way in found.ways])
    if shared is not None:
        lines += ["Shared flights:", *_shared(snapshot, shared)]
    lines += ["Left out:", *(f"     {_why(one)}" for one in left_out)] if left_out else []
    lines += ["Would help:", *(f"     {_help(one)}" for one in changes)] if changes else []
    return "\n".join([*lines, *_proof(found), ""])


def _shared(snapshot: Snapshot, shared: SharedAnswer) -> Iterator[str]:
    """Yield the flights which take another request along, and the proof."""
    for place, way in enumerate(shared.found.ways, start=1):
        other = 1 + way.other
        told = SharedTeller(snapshot, (shared.riders[0], shared.riders[other])).tell(way)
        name, alone_s = snapshot.nation.aircraft[way.aircraft].id, shared.alone_s
        cares = ", ".join(
            f"{who} care at {_clock(at_s)} ({_clock(at_s - alone)} against alone)"
            for who, at_s, alone in (
                ("own", told.care_s[0], alone_s[0]),
                (f"may_share[{way.other}]", told.care_s[1], alone_s[other]),
            )
        )
        yield f"  {place}. {name}: {cares}, charge {way.charge:.6f}"
        for one in told.legs:
            aboard = ", ".join(("own", f"may_share[{way.other}]")[i] for i in sorted(one.patients))
            yield f"     {_leg(one.leg)}" + (f", with {aboard}" if aboard else "")
    bound = shared.found.bound
    left = f"nothing left out is charged less than {bound:.6f}" if isfinite(bound) else "all tried"
    yield f"  Proved: {left}." if shared.found.ways else "  No flight carries both."


def _left_out(one: LeftOut) -> dict[str, Any]:
    reason = {"code": one.reason.code.value, "values": dict(one.reason.values)}
    return {"subject": one.subject.value, "id": one.id, **reason}


def _change(one: Change) -> dict[str, Any]:
    return {
        "code": one.code.value,
        "ids": list(one.ids),
        "gain": one.gain if isfinite(one.gain) else None,
        "sooner_s": one.sooner_s if isfinite(one.sooner_s) else None,
        "plan": msgspec.to_builtins(best_plan(one.way, one.told)),
    }


def _plans(found: Answer, told: list[Timeline]) -> list[str]:
    if not told:
        return ["No feasible plan."]
    lines = []
    for place, (way, plan) in enumerate(zip(found.ways, told, strict=True), start=1):
        family = way.family.name.lower()
        ends = f", works until {_clock(plan.works_until_s)}" if isfinite(plan.works_until_s) else ""
        lines.append(f"{place}. {family}: {_care(plan)}, charge {way.charge:.6f}{ends}")
        lines += [f"     {_leg(leg)}" for leg in plan.legs]
    return lines


def _proof(found: Answer) -> list[str]:
    bound = found.certificate.bound
    left = (
        f"nothing left out is charged less than {bound:.6f}"
        if isfinite(bound)
        else "nothing is left out"
    )
    policy = f"policy {found.policy.name}; {found.engine}."
    return [f"Proved: {left}.", f"Curves: {', '.join(found.curves)}; {policy}"]


def _care(plan: Timeline) -> str:
    return f"care at {_clock(plan.care_s)}" if isfinite(plan.care_s) else "no definitive care"


def _leg(leg: Leg) -> str:
    waits = f", waits for {leg.binds}" if leg.depart_s > leg.ready_s else ""
    slack = f", slack {_clock(leg.slack_s)}" if round(leg.slack_s / 60) else ""
    way = f"{leg.start or 'where it is'} to {leg.end}" if leg.unit else leg.kind
    return f"{_clock(leg.depart_s)} to {_clock(leg.arrive_s)}  {leg.unit}: {way}{waits}{slack}"


def _why(one: LeftOut) -> str:
    values = ", ".join(_values(one.reason.values.items()))
    code = one.reason.code.value.replace("_", " ")
    return f"{one.subject.value} {one.id}: {code}" + (f" ({values})" if values else "")


def _values(values: Iterable[tuple[str, str | int | float]]) -> Iterable[str]:
    """Yield values for people: moments by the clock, lengths in kilometres."""
    for name, value in values:
        if isinstance(value, str):
            yield value
        elif name.endswith("_s"):
            yield f"{name.removesuffix('_s')} {_clock(value)}"
        elif name.endswith("_m"):
            yield f"{name.removesuffix('_m')} {value / 1_000:.1f} km"
        else:
            yield f"{name} {value:.6g}"


def _help(one: Change) -> str:
    code = one.code.value.replace("_", " ")
    whom = f" of {', '.join(one.ids)}" if one.ids else ""
    gain = f", charged {one.gain:.6f} less" if isfinite(one.gain) else ""
    return f"without “{code}”{whom}: {one.way.family.name.lower()}, {_care(one.told)}{gain}"


def _clock(seconds: float) -> str:
    """Return a moment as hours and minutes from the scenario's moment."""
    if not isfinite(seconds):
        return "never"
    sign, minutes = "-" if seconds < 0 else "+", round(abs(seconds) / 60)
    return f"{sign}{minutes // 60}:{minutes % 60:02d}"
