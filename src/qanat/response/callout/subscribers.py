"""What call-outs do when others announce."""

from typing import Final

from django.utils import timezone

from qanat.events.dispatch import (
    MissionChanged,
    MissionLeavesLater,
    MissionOffered,
    MissionReplanned,
    RequestChanged,
)
from qanat.foundation.actors import SYSTEM
from qanat.foundation.messages.events import CallExhausted, CallPassedOn
from qanat.foundation.outbox import on
from qanat.foundation.parameters.queries import parameter
from qanat.response.callout.commands import (
    ABOUT,
    call_out_airline,
    call_out_crew,
    close_airline,
    follow_call,
    overtake_mission,
    overtake_request,
    tell_later,
)
from qanat.response.callout.parameters import AIRLINE_ON_COMMIT, CREW_ON_COMMIT
from qanat.response.callout.queries.chains import Draft, airline_draft, crew_draft
from qanat.response.callout.queries.standing import has_callout, has_standing
from qanat.response.callout.states import Kind
from qanat.response.dispatch.queries.calling import called_mission
from qanat.response.dispatch.states import MissionState, RequestState
from qanat.response.dispatch.states.missions import BEFORE_DEPARTURE, OVER, UNDER_WAY

CREW_DUE: Final = frozenset({MissionState.ACCEPTED, MissionState.CREW_CALLED})
LEFT: Final = UNDER_WAY - {MissionState.ABORTED_ALOFT} | {MissionState.IN_SERVICE}
NOT_AS_CONFIRMED: Final = (OVER | {MissionState.ABORTED_ALOFT}) - {MissionState.IN_SERVICE}
NEEDS_NOBODY: Final = frozenset(
    {
        RequestState.DECLINED,
        RequestState.WITHDRAWN,
        RequestState.HANDED_OVER,
        RequestState.DIED,
        RequestState.MERGED,
        RequestState.CLOSED,
    }
)


@on(MissionOffered)
def call_airline(event: MissionOffered) -> None:
    """Call the airline of a mission which is offered to it, if that is wanted."""
    if not _is_wanted(AIRLINE_ON_COMMIT) or has_callout(event.mission_id, Kind.AIRLINE):
        return
    mission = called_mission(SYSTEM, event.mission_id)
    if mission.state == MissionState.PLANNED and _reaches(airline_draft(SYSTEM, mission.id)):
        call_out_airline(SYSTEM, mission_id=mission.id, now=timezone.now())


@on(MissionChanged)
def call_crew(event: MissionChanged) -> None:
    """Call the crew of a mission which is accepted, once, if that is wanted."""
    if event.state not in CREW_DUE or not _is_wanted(CREW_ON_COMMIT):
        return
    mission = called_mission(SYSTEM, event.mission_id)
    if mission.state not in BEFORE_DEPARTURE or has_callout(mission.id, Kind.CREW):
        return
    if _reaches(crew_draft(SYSTEM, mission.id)):
        call_out_crew(SYSTEM, mission_id=mission.id, now=timezone.now())


@on(MissionChanged)
def close_of_mission(event: MissionChanged) -> None:
    """Close what was called out for a mission which is answered, has left, or comes no more."""
    if event.state in CREW_DUE:
        close_airline(SYSTEM, mission_id=event.mission_id, now=timezone.now())
    elif event.state in LEFT and has_standing(event.mission_id):
        overtake_mission(
            SYSTEM,
            mission_id=event.mission_id,
            reason="mission_left",
            has_left=True,
            now=timezone.now(),
        )
    elif event.state in NOT_AS_CONFIRMED and has_standing(event.mission_id):
        overtake_mission(
            SYSTEM, mission_id=event.mission_id, reason="mission_ended", now=timezone.now()
        )


@on(MissionReplanned)
def close_of_old_plan(event: MissionReplanned) -> None:
    """Close what was called out for the former plan; those of the new one are called anew."""
    overtake_mission(SYSTEM, mission_id=event.mission_id, reason="replanned", now=timezone.now())


@on(MissionLeavesLater)
def tell_of_later(event: MissionLeavesLater) -> None:
    """Tell who has said yes that it leaves later; nobody has to be called anew."""
    tell_later(SYSTEM, mission_id=event.mission_id, now=timezone.now())


@on(RequestChanged)
def close_of_request(event: RequestChanged) -> None:
    """Close what is called out for a request which needs nobody any more."""
    if event.state in NEEDS_NOBODY:
        overtake_request(
            SYSTEM, request_id=event.request_id, reason="request_ended", now=timezone.now()
        )


@on(CallPassedOn)
def note_step(event: CallPassedOn) -> None:
    """Write into the timeline that the next is called."""
    if event.about_kind == ABOUT:
        follow_call(SYSTEM, call_id=event.call_out_id, step=event.step, now=timezone.now())


@on(CallExhausted)
def note_end(event: CallExhausted) -> None:
    """Conclude that nobody of a chain answers; tell the dispatcher if nobody is left."""
    if event.about_kind == ABOUT:
        follow_call(SYSTEM, call_id=event.call_out_id, step=None, now=timezone.now())


def _is_wanted(key: str) -> bool:
    return parameter(key, on=timezone.now()).number >= 1


def _reaches(draft: Draft) -> bool:
    """Tell whether a message would reach anybody: what can't is started by hand only."""
    return any(ask.is_reachable for ask in draft.asks)
