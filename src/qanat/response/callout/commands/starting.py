"""Start call-outs: by hand, or by itself where a parameter says so."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.messages.commands import About, Recipient, call_out
from qanat.foundation.messages.states import Channel
from qanat.foundation.moving import make_move
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.refusals import Conflict, Invalid
from qanat.foundation.secrets import encrypt
from qanat.response.callout.commands.noting import (
    ABOUT,
    Entry,
    changed,
    note,
    settle,
    told_number,
)
from qanat.response.callout.models import Ask, Called, Callout
from qanat.response.callout.parameters import NORM_S, STEP_S
from qanat.response.callout.permissions import CALL
from qanat.response.callout.queries.chains import (
    AskDraft,
    Draft,
    OrderToCall,
    airline_draft,
    crew_draft,
    hospital_draft,
    order_draft,
    specialist_draft,
)
from qanat.response.callout.states import (
    ASK,
    CALLOUT,
    AskState,
    CalloutState,
    Kind,
    What,
)
from qanat.response.callout.wording import CALLS, HOSPITAL_ASKED_EARLY
from qanat.response.dispatch.queries.calling import called_mission, called_request
from qanat.response.dispatch.states import RequestState
from qanat.response.dispatch.states.missions import BEFORE_DEPARTURE
from qanat.response.dispatch.states.requests import OPEN as OPEN_REQUESTS


class NobodyToCall(Invalid):
    """Nobody is known who could be called."""

    code = "nobody_known"
    text = _("Nobody is named who could be called. Name the crew, the contacts or the specialty.")


class AllAsked(Conflict):
    """Whoever is to be asked has been asked already, and nobody waits for an answer any more."""

    code = "all_asked"
    text = _("All these hospitals were asked already. Choose others, or ring them.")


class NotNow(Conflict):
    """Whoever is called has nothing to come for."""

    code = "nothing_to_come_for"
    text = _("“%(number)s” has left or is over: nobody is called for it any more.")


@command(needs=CALL)
def call_out_crew(actor: Actor, *, mission_id: int, now: datetime) -> int:
    """Call out the crew of a mission; return the call-out. Who has said yes is left in peace.

    Raises:
        NobodyToCall: if no crew is named, or all have said yes.
        NotNow: if the mission has left.
    """
    _need_before_departure(actor, mission_id)
    return _start(actor, crew_draft(actor, mission_id), now)


@command(needs=CALL)
def call_out_airline(actor: Actor, *, mission_id: int, now: datetime) -> int:
    """Call the airline of a mission to answer; raises as :func:`call_out_crew` does."""
    _need_before_departure(actor, mission_id)
    return _start(actor, airline_draft(actor, mission_id), now)


@command(needs=CALL)
def ask_hospitals(
    actor: Actor, *, request_id: int, facility_ids: Sequence[int], now: datetime
) -> int:
    """Ask hospitals whether they take the patient of a request; the first yes closes the others.

    Hospitals which are asked already are not asked again; further ones join those being asked.

    Raises:
        NobodyToCall: if none of them has anybody to call.
        AllAsked: if all of them were asked, and none of them waits any more.
        NotNow: if the request needs nobody any more.
    """
    _need_open_request(actor, request_id)
    return _start(actor, hospital_draft(actor, request_id, facility_ids), now)


@command(needs=CALL)
def call_out_specialist(actor: Actor, *, request_id: int, now: datetime) -> int:
    """Call the specialist on call for a request."""
    _need_open_request(actor, request_id)
    return _start(actor, specialist_draft(actor, request_id, now), now)


@command(needs=CALL)
def call_out_for_order(actor: Actor, *, order: OrderToCall, now: datetime) -> int:
    """Call the specialist on call for a consultation order."""
    return _start(actor, order_draft(order, now), now)


def _need_before_departure(actor: Actor, mission_id: int) -> None:
    mission = called_mission(actor, mission_id)
    if mission.state not in BEFORE_DEPARTURE:
        raise NotNow(number=mission.number)


def _need_open_request(actor: Actor, request_id: int) -> None:
    request = called_request(actor, request_id)
    if request.state not in OPEN_REQUESTS - {RequestState.HANDED_OVER}:
        raise NotNow(number=request.number)


def _start(actor: Actor, draft: Draft, now: datetime) -> int:
    """Start a call-out, once: who starts it a second time gets the one that runs."""
    if not any(ask.people for ask in draft.asks):
        raise NobodyToCall
    row, is_new = _running(actor, draft, now)
    if not is_new and draft.kind is not Kind.HOSPITAL:
        return row.pk
    known = list(row.asks.values_list("facility_id", flat=True))
    fresh = [ask for ask in draft.asks if ask.facility_id is None or ask.facility_id not in known]
    if row.state == CalloutState.EXHAUSTED:
        if not fresh:
            raise AllAsked
        make_move(SYSTEM, row, CALLOUT, "resume")
    for place, ask in enumerate(fresh, start=len(known)):
        _ask(actor, row, ask, place, draft, now)
        if not is_new:
            note(row, What.ASKED, now, entry=Entry(who=ask.title, by_id=actor.id))
    settle(row, now)
    changed(row)
    return row.pk


def _running(actor: Actor, draft: Draft, now: datetime) -> tuple[Callout, bool]:
    """Return the call-out of a subject and kind which runs, locked, else a new one; and if it is.

    Further hospitals join one in which nobody is left to call; of the others a new one is begun.
    """
    standing = Callout.objects.select_for_update(of=("self",)).filter(
        subject=draft.subject, kind=draft.kind
    )
    exhausted = standing.filter(state=CalloutState.EXHAUSTED).order_by("-id").first()
    if exhausted is not None and draft.kind is Kind.HOSPITAL:
        return exhausted, False
    if exhausted is not None:
        exhausted.ended_at, exhausted.end_reason = now, "called_anew"
        make_move(SYSTEM, exhausted, CALLOUT, "overtake", also=("ended_at", "end_reason"))
        entry = Entry(by_id=actor.id, reason="called_anew")
        note(exhausted, What.OVERTAKEN, now, entry=entry)
        changed(exhausted)
    row, is_new = standing.get_or_create(
        subject=draft.subject,
        kind=draft.kind,
        state=CalloutState.WAITING,
        defaults={
            "mission_id": draft.mission_id,
            "request_id": draft.request_id,
            "number": draft.number,
            "region": draft.region,
            "facts": draft.facts,
            "norm_s": round(parameter(NORM_S[draft.kind], on=now).number),
            "started_at": now,
            "started_by": actor.id,
            "is_exercise": draft.is_exercise,
            "is_synthetic": draft.is_synthetic,
        },
    )
    if is_new:
        note(row, What.STARTED, now, entry=Entry(by_id=actor.id))
    if is_new and exhausted is not None:
        _carry_over(exhausted, row)
    return row, is_new


def _carry_over(old: Callout, new: Callout) -> None:
    """Let those of a crew who have said yes, or are being called, stand in the new call-out."""
    kept = old.asks.filter(state__in=(AskState.ACCEPTED, AskState.WAITING)).order_by("position")
    for place, ask in enumerate(kept):
        ask.callout, ask.position = new, place
        ask.save(update_fields=["callout", "position"])


def _ask(
    actor: Actor, row: Callout, draft: AskDraft, place: int, whole: Draft, now: datetime
) -> None:
    people = [one for one in draft.people if one.is_reachable]
    ask = Ask.objects.create(
        callout=row,
        position=place,
        title=draft.title,
        role=draft.role,
        person_id=draft.person_id,
        facility_id=draft.facility_id,
        operator_id=draft.operator_id,
    )
    if not people:
        make_move(SYSTEM, ask, ASK, "fall_silent")
        note(row, What.SILENT, now, ask=ask)
        return
    Called.objects.bulk_create(
        Called(
            ask=ask,
            position=n,
            name=one.name[:120],
            rung=one.rung,
            account_id=one.account_id,
            phone_sealed=encrypt(one.phone) if one.phone else b"",
            language=one.language,
        )
        for n, one in enumerate(people)
    )
    at = whole.at.astimezone(ZoneInfo(settings.QANAT_ZONE)) if whole.at else None
    is_early = whole.kind == Kind.HOSPITAL and at is None
    ask.call_id = call_out(
        actor,
        chain=[
            Recipient(account_id=one.account_id, language=one.language)
            if one.account_id is not None
            else Recipient(address=one.phone, channel=Channel.SMS, language=one.language)
            for one in people
        ],
        wording=HOSPITAL_ASKED_EARLY if is_early else CALLS[whole.kind],
        values={
            "number": told_number(whole.number, is_exercise=whole.is_exercise),
            "vehicle": str(whole.facts.get("vehicle", "")),
            "at": f"{at:%H:%M}" if at else "",
        },
        ack_within_s=round(parameter(STEP_S[whole.kind], on=now).number),
        about=About(ABOUT, row.pk, whole.region),
    )
    ask.save(update_fields=["call_id"])
