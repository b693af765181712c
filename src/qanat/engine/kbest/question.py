"""A request as the search takes it: words as bits, curves as charges by the minute."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from msgspec.structs import replace

from qanat.engine.arrays import Floats
from qanat.engine.kbest.columns import mask_of, scene_windows
from qanat.engine.kbest.curves import Curve, charge_tables
from qanat.engine.kbest.model import Policy, Request
from qanat.engine.kbest.published import CURVES
from qanat.engine.kbest.snapshot import Snapshot
from qanat.engine.kbest.stages import around_of
from qanat.engine.kbest.tables import NOBODY, Ask, Question


class UnknownNameError(ValueError):
    """A name which nobody knows.

    Attributes:
        field: where it stands.
        name: the name.
    """

    def __init__(self, field: str, name: str) -> None:
        super().__init__(f"{field}: “{name}” is not known")
        self.field = field
        self.name = name


def question_of(
    snapshot: Snapshot,
    request: Request,
    policy: Policy,
    *,
    curves: Mapping[str, Curve] = CURVES,
) -> Question:
    """Return a request as arrays.

    Raises:
        UnknownNameError: if it names something that is not there.
    """
    contact = _curve(curves, "contact_curve", request.contact_curve)
    care = _curve(curves, "care_curve", request.care_curve)
    ask = _ask(snapshot, request, policy, charge_tables(contact, care, policy))
    around = around_of(snapshot, request.lon, request.lat)
    treatment = _mask(snapshot.words.capabilities, "treatment", request.treatment)
    return Question(
        request,
        ask,
        around,
        (contact.version, care.version),
        policy,
        treatment,
        max(1, request.team_size) if request.may_treat_on_site else 0,
        _team_mask(snapshot, request),
        _number(snapshot.at["hospitals"], "team_from", request.team_from),
        math.inf if request.consult_s is None else max(request.now_s, request.consult_s),
    )


def _ask(
    snapshot: Snapshot, request: Request, policy: Policy, tables: tuple[Floats, Floats]
) -> Ask:
    land, off = scene_windows(snapshot.nation, request)
    handling = snapshot.nation.handling
    if not request.stretchers:
        handling = replace(
            handling,
            road_load_s=handling.team_load_s,
            road_unload_s=handling.team_unload_s,
            air_load_s=handling.team_load_s,
            air_unload_s=handling.team_unload_s,
        )
    words = snapshot.words.capabilities
    capabilities = _mask(words, "capabilities", request.capabilities)
    asks_bed = bool(request.bed and request.stretchers)
    rows = [number for number, bit in enumerate(words.values(), 1) if bit & capabilities]
    return Ask(
        now_s=request.now_s,
        onset_s=request.onset_s,
        floor_s=-math.inf if request.ready_s is None else request.ready_s,
        base=0.0,
        kit=_mask(snapshot.words.equipment, "equipment", request.equipment),
        skills=_mask(snapshot.words.skills, "companions", request.companions),
        stretchers=request.stretchers,
        seats=request.escorts,
        needs_pressurised=request.needs_pressurised,
        capabilities=capabilities,
        floor_rows=np.array(rows or [0], dtype=np.int64),
        bed=_number(snapshot.words.beds, "bed", request.bed) if asks_bed else 0,
        destination=_number(snapshot.at["hospitals"], "destination", request.destination),
        facility=_number(snapshot.at["hospitals"], "facility", request.facility),
        deadline_s=math.inf if request.deadline_s is None else request.deadline_s,
        can_land=request.landing is not None,
        land=land,
        off=off,
        first=tables[0],
        care=tables[1],
        arrival=np.empty(0),
        setup_s=0.0,
        cost=policy.cost,
        hand_over=policy.hand_over,
        coverage=policy.coverage,
        risk=policy.risk,
        must_reach_fuel=snapshot.nation.must_reach_fuel,
        road_load_s=handling.road_load_s,
        road_unload_s=handling.road_unload_s,
        air_load_s=handling.air_load_s,
        air_unload_s=handling.air_unload_s,
        refuel_s=handling.refuel_s,
    )


def _curve(curves: Mapping[str, Curve], field: str, name: str) -> Curve:
    if name not in curves:
        raise UnknownNameError(field, name)
    return curves[name]


def _mask(bits: Mapping[str, int], field: str, words: Sequence[str]) -> int:
    for word in words:
        if word not in bits:
            raise UnknownNameError(field, word)
    return mask_of(bits, words)


def _team_mask(snapshot: Snapshot, request: Request) -> int:
    words, asked = snapshot.words.capabilities, request.team_capabilities
    if asked is None:
        return _mask(words, "capabilities", request.capabilities)
    return _mask(words, "team_capabilities", asked)


def _number(numbers: Mapping[str, int], field: str, name: str | None) -> int:
    if name is None:
        return NOBODY
    if name not in numbers:
        raise UnknownNameError(field, name)
    return numbers[name]
