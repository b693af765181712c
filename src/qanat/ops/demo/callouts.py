"""Call-outs of the demonstration: under way, confirmed, three hospitals asked, nobody left to call.

They go the way of every call-out; the people and numbers are made up and say so.
"""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop

from qanat.foundation.actors import SYSTEM
from qanat.foundation.days import national_day
from qanat.foundation.evidence import Evidence
from qanat.foundation.messages.sending import send_due
from qanat.foundation.messages.states import Channel
from qanat.foundation.parameters.commands import NewVersion, set_parameter
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.parameters.rules import Value
from qanat.foundation.periodic import every
from qanat.foundation.refusals import Refusal
from qanat.ops.demo.accounts import HOSPITAL
from qanat.ops.progress import Progress
from qanat.registry.facilities.queries import Filter, facility_rows, find_facility
from qanat.registry.facilities.states import FacilityType
from qanat.registry.fleet.queries import operator_rows
from qanat.registry.workforce.commands import ContactDraft, Of, state_contact
from qanat.registry.workforce.queries import contacts_to_call
from qanat.registry.workforce.states import Rung
from qanat.response.callout.commands import (
    Answer,
    ask_hospitals,
    call_next,
    call_out_airline,
    call_out_crew,
    note_answer,
)
from qanat.response.callout.parameters import DISPATCH_PHONE, NORM_S, STEP_S, dispatch_phone
from qanat.response.callout.queries.boards import (
    callouts_of_mission,
    callouts_of_request,
    get_callout,
    open_callouts,
)
from qanat.response.callout.states import AskState, CalloutState, How, Kind, Said
from qanat.response.dispatch.queries.asked_patients import asked_patients
from qanat.response.dispatch.queries.missions import MissionsWanted, mission_rows
from qanat.response.dispatch.queries.synthetic import synthetic_requests
from qanat.response.dispatch.states import MissionState, RequestState
from qanat.response.dispatch.states.missions import BEFORE_DEPARTURE
from qanat.response.dispatch.suggest.receivers import receivers_for

UNHURRIED: Final = (Kind.CREW, Kind.HOSPITAL)
"""The kinds which wait for whoever looks at the demonstration; their clocks are made up for it."""
STEP: Final = timedelta(hours=2)
NORM: Final = timedelta(hours=6)
"""Three people, one after the other."""
ANSWERED_AFTER: Final = timedelta(seconds=75)
ASKED: Final = 3
MOST: Final = 50
LARGE: Final = (FacilityType.NATIONAL, FacilityType.MULTI, FacilityType.EMERGENCY)
PEOPLE: Final = {
    Rung.DUTY: "Дежурный (синтетические данные)",
    Rung.SECOND: "Второй дежурный (синтетические данные)",
    Rung.HEAD: "Начальник службы (синтетические данные)",
}
YES: Final = Answer(said=Said.YES, how=How.PHONE)


def fill_callouts(progress: Progress) -> None:
    """Name whom to call, and call out what belongs to the shift, once for each."""
    progress("Calling out crews, airlines and hospitals")
    now = timezone.now()
    _name_contacts(now)
    _state_parameters(now)
    wanted = MissionsWanted(mode="air", states=tuple(sorted(BEFORE_DEPARTURE)))
    rows = [row for row in mission_rows(SYSTEM, wanted, count=MOST) if row.is_synthetic]
    for number, row in enumerate(rows):
        if not callouts_of_mission(SYSTEM, row.id):
            _call_for(row.id, row.state, is_lost=number == 0, now=now)
    _ask_three(now)
    send_due(Channel.SMS, timezone.now())


@every(seconds=30)
def people_answer(now: datetime) -> None:
    """Let made-up people answer who are called; accounts and their hospital answer themselves."""
    if not settings.QANAT_DEMO:
        return
    own = find_facility(HOSPITAL)
    for row in open_callouts(SYSTEM):
        if not row.is_synthetic or row.state != CalloutState.WAITING:
            continue
        if row.started_at + ANSWERED_AFTER > now:
            continue
        if own is not None and any(ask.facility_id == own.id for ask in row.asks):
            continue
        for ask in row.asks:
            called = next((one for one in ask.people if one.is_now), None)
            if ask.state == AskState.WAITING and called is not None and called.phone:
                _say_yes(ask.id, called.name, now)


def _call_for(mission_id: int, state: str, *, is_lost: bool, now: datetime) -> None:
    """Call crew and airline of a mission; of one nobody is left to call."""
    try:
        call_out_crew(SYSTEM, mission_id=mission_id, now=now)
        if is_lost or state == MissionState.PLANNED:
            made = call_out_airline(SYSTEM, mission_id=mission_id, now=now)
            airline = get_callout(SYSTEM, made)
            while is_lost and get_callout(SYSTEM, made).state == CalloutState.WAITING:
                call_next(SYSTEM, ask_id=airline.asks[0].id, now=now)
    except Refusal:
        return


def _ask_three(now: datetime) -> None:
    """Ask three hospitals for one request; one of them has no free bed.

    That of the account ``hospital`` is among them, for the patient who needs least of a hospital:
    whoever looks has a question to answer.
    """
    ids = synthetic_requests((RequestState.APPROVED,), now)
    if any(callouts_of_request(SYSTEM, pk) for pk in ids):
        return
    own, told = find_facility(HOSPITAL), asked_patients(ids)
    for request_id in sorted(ids, key=lambda pk: len(told[pk].needs)):
        near = [row.id for row in receivers_for(SYSTEM, request_id, now)]
        offered = list(dict.fromkeys([own.id, *near] if own else near))[:ASKED]
        if len(offered) < ASKED:
            continue
        made = ask_hospitals(SYSTEM, request_id=request_id, facility_ids=offered, now=now)
        row = get_callout(SYSTEM, made)
        no = Answer(said=Said.NO, how=How.PHONE, reason="no_free_bed")
        who = PEOPLE[Rung.DUTY]
        note_answer(SYSTEM, ask_id=row.asks[-1].id, answer=no, who=who, at=now, now=now)
        return


def _say_yes(ask_id: int, who: str, now: datetime) -> None:
    try:
        note_answer(SYSTEM, ask_id=ask_id, answer=YES, who=who, at=now, now=now)
    except Refusal:
        return


def _state_parameters(now: datetime) -> None:
    if not dispatch_phone(now, ""):
        _make_up(DISPATCH_PHONE, {"phone": "+77003000103"}, now)
    for kind in UNHURRIED:
        for key, lasts in ((STEP_S[kind], STEP), (NORM_S[kind], NORM)):
            if parameter(key, on=now).number != lasts.total_seconds():
                _make_up(key, lasts.total_seconds(), now)


def _make_up(key: str, value: Value, now: datetime) -> None:
    made_up = NewVersion(
        value=value,
        valid_from=national_day(now),
        source=gettext_noop("made up for the demonstration"),
        evidence=Evidence.ASSUMPTION,
    )
    set_parameter(SYSTEM, key=key, version=made_up)


def _name_contacts(now: datetime) -> None:
    operators = [row.id for row in operator_rows(SYSTEM) if row.is_synthetic]
    large = [
        row.id
        for kind in LARGE
        for row in facility_rows(Filter(type=kind, is_inpatient=True))
        if row.is_phone_synthetic or not row.phone
    ]
    known = contacts_to_call(facility_ids=large, operator_ids=operators)
    wanted = [("operator", Of(operator_id=pk), pk) for pk in operators]
    wanted += [("facility", Of(facility_id=pk), pk) for pk in large]
    for kind, of, pk in wanted:
        if (kind, pk) in known:
            continue
        for place, (rung, name) in enumerate(PEOPLE.items()):
            phone = f"+7700{1 if kind == 'operator' else 2}{place}{pk % 100_000:05}"
            draft = ContactDraft(rung=rung, name=name, phone=phone, is_synthetic=True)
            state_contact(SYSTEM, of=of, contact=draft, now=now)
