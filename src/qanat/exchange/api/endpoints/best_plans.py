"""The exact best plans of a nation and a request that are sent: nothing is read or written."""

import re
from collections.abc import Iterator
from typing import Final

from qanat.engine.kbest import scenario
from qanat.engine.kbest.scenario import Scenario, ScenarioError
from qanat.exchange.api.problems import FieldFault, FieldsWrong
from qanat.exchange.api.router import Call, Wish, endpoint
from qanat.exchange.api.wire.best_plans import BestPlans, PlanQuestion, best_plans
from qanat.response.dispatch.permissions import PLAN

MOST_BYTES: Final = 2 * 2**20
MOST: Final = {"places": 200, "hospitals": 3_000, "ambulances": 4_000, "aircraft": 100}
"""A whole nation, and an answer within some tenths of a second; ``qanat plan FILE`` takes more."""
_FIELD: Final = re.compile(r"(?P<field>[a-z_]+[\w.\[\]]*): (?P<told>.+)", re.DOTALL)


@endpoint("POST", "/plans", needs=PLAN, key=Wish.NONE, most_bytes=MOST_BYTES)
def plan_scenario(call: Call, body: PlanQuestion) -> BestPlans:  # noqa: ARG001 (an endpoint's signature)
    """Plan a request in a nation, both sent: the exact best plans, with the proof of it.

    The body is a scenario as `qanat plan FILE` takes it. Nothing is stored, and nothing of this
    system is read. At most 4,000 ambulances, 100 aircraft, 200 landing places and 3,000 hospitals.
    """
    if faults := tuple(_too_many(body)):
        raise FieldsWrong(*faults)
    asked = Scenario(
        nation=body.nation,
        request=body.request,
        policy=body.policy,
        curves=body.curves,
        count=body.count,
    )
    try:
        scenario.check(asked)
        return best_plans(*scenario.answer(asked))
    except ScenarioError as error:
        raise FieldsWrong(_fault(str(error))) from None


def _too_many(body: PlanQuestion) -> Iterator[FieldFault]:
    for name, most in MOST.items():
        if (given := len(getattr(body.nation, name))) > most:
            told = f"{given} are more than {most}"
            yield FieldFault(f"nation.{name}", "out_of_bounds", told)


def _fault(told: str) -> FieldFault:
    """Return what a scenario's error tells: it begins with the field where there is one."""
    found = _FIELD.fullmatch(told)
    field, words = (found["field"], found["told"]) if found else ("", told)
    return FieldFault(field, "makes_no_sense", words)
