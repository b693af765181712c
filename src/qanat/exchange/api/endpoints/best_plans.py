"""The exact best plans, of a nation that is sent or of the nation as it is: nothing is written."""

import re
from collections.abc import Iterator
from typing import Final

from qanat.engine.kbest import scenario
from qanat.engine.kbest.model import Nation, Request
from qanat.engine.kbest.scenario import FAR_S, Scenario, ScenarioError
from qanat.engine.kbest.search import Each
from qanat.exchange.api.problems import FieldFault, FieldsWrong, wrong
from qanat.exchange.api.router import Call, Wish, endpoint
from qanat.exchange.api.wire.best_plans import BestPlans, PlanQuestion, best_plans
from qanat.response.dispatch.permissions import PLAN
from qanat.response.dispatch.suggest.exact import ask_exactly
from qanat.response.dispatch.suggest.exact.warming import StillWarming, refuse_while_warming
from qanat.response.dispatch.suggest.sharing_asked import (
    FliesAloneError,
    SharedExactly,
    share_exactly,
)
from qanat.response.dispatch.suggest.wanting import PlaceUnknown

MOST_BYTES: Final = 2 * 2**20
MOST: Final = {
    "places": 200,
    "hospitals": 3_000,
    "ambulances": 4_000,
    "aircraft": 100,
    "specialists": 20,
}
"""A whole nation, and an answer within some tenths of a second; ``qanat plan FILE`` takes more."""
MOST_SHARING: Final = 3
_FIELD: Final = re.compile(r"(?P<field>[a-z_]+[\w.\[\]]*): (?P<told>.+)", re.DOTALL)


@endpoint(
    "POST",
    "/plans",
    needs=PLAN,
    key=Wish.NONE,
    most_bytes=MOST_BYTES,
    errors=(PlaceUnknown, StillWarming),
)
def plan_exactly(call: Call, body: PlanQuestion) -> BestPlans:
    """Plan a request exactly: the K best plans with the proof that none better was missed.

    A dry run: nothing is stored. The body is a scenario as `qanat plan FILE` takes it, of which
    nothing else is read, at most 4,000 ambulances, 100 aircraft, 200 landing places, 20 specialists
    and 3,000 hospitals. One of `may_share`, at most three other requests, may share a flight:
    `shared` tells the best. Or `request` is the id of a request, planned in the nation as it is
    now, and `may_share` has ids of others.
    """
    refuse_while_warming()
    try:
        if isinstance(body.request, Request):
            return _of_scenario(body, body.request)
        scenario.check_policy(body.policy)
    except ScenarioError as error:
        raise FieldsWrong(_fault(str(error))) from None
    for field in ("nation", "curves"):
        if getattr(body, field):
            raise wrong(field)
    shared = _shared(call, body, body.request) if body.may_share else None
    asked = ask_exactly(
        call.actor,
        body.request,
        call.now,
        count=body.count,
        policy=body.policy,
        each=Each[body.each.upper()],
    )
    names = asked.names | (shared.names if shared else {})
    return best_plans(
        asked.snapshot, asked.question, asked.found, names, shared.answer if shared else None
    )


def _shared(call: Call, body: PlanQuestion, request_id: int) -> SharedExactly:
    """Return the best flights which a request of this system shares with others of it."""
    _refuse_many(body)
    others = []
    for number, one in enumerate(body.may_share):
        if isinstance(one, Request):
            raise wrong(f"may_share[{number}]")
        others.append(one)
    try:
        return share_exactly(
            call.actor,
            request_id,
            others,
            call.now,
            count=body.count,
            policy=body.policy,
            delay_s=body.shared_delay_s,
        )
    except FliesAloneError as error:
        field = "request" if error.number is None else f"may_share[{error.number}]"
        told = (
            "isolation, a cabin's limit, an organ, abroad, who comes along, the decision, or twice"
        )
        raise FieldsWrong(FieldFault(field, "flies_alone", told)) from None


def _refuse_many(body: PlanQuestion) -> None:
    if (sharing := len(body.may_share)) > MOST_SHARING:
        told = f"{sharing} are more than {MOST_SHARING}"
        raise FieldsWrong(FieldFault("may_share", "out_of_bounds", told))
    delay_s = body.shared_delay_s
    if delay_s is not None and not 0 <= delay_s <= FAR_S:
        raise wrong("shared_delay_s")


def _of_scenario(body: PlanQuestion, request: Request) -> BestPlans:
    if body.nation is None:
        raise wrong("nation", "missing")
    _refuse_many(body)
    others = []
    for number, one in enumerate(body.may_share):
        if not isinstance(one, Request):
            raise wrong(f"may_share[{number}]")
        others.append(one)
    if faults := tuple(_too_many(body.nation)):
        raise FieldsWrong(*faults)
    asked = Scenario(
        nation=body.nation,
        request=request,
        policy=body.policy,
        curves=body.curves,
        count=body.count,
        each=body.each,
        may_share=tuple(others),
        shared_delay_s=body.shared_delay_s,
    )
    scenario.check(asked)
    snapshot, question, found = scenario.answer(asked)
    shared = scenario.answer_shared(snapshot, question, asked) if body.may_share else None
    return best_plans(snapshot, question, found, shared=shared)


def _too_many(nation: Nation) -> Iterator[FieldFault]:
    for name, most in MOST.items():
        if (given := len(getattr(nation, name))) > most:
            told = f"{given} are more than {most}"
            yield FieldFault(f"nation.{name}", "out_of_bounds", told)


def _fault(told: str) -> FieldFault:
    """Return what a scenario's error tells: it begins with the field where there is one."""
    found = _FIELD.fullmatch(told)
    field, words = (found["field"], found["told"]) if found else ("", told)
    return FieldFault(field, "makes_no_sense", words)
