"""What is to be done next with a request, and how far it has come."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from qanat.foundation.actors import Actor
from qanat.foundation.refusals import Text
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.models.requests import Origin
from qanat.response.dispatch.permissions import (
    CLOSE,
    COMMIT,
    CORRECT,
    OUTCOME,
    PLAN,
    REGISTER,
    REVIEW,
    SERVE,
)
from qanat.response.dispatch.queries.closing import in_words, is_served, not_recorded
from qanat.response.dispatch.queries.missions import MissionRow
from qanat.response.dispatch.queries.record import RequestRecord
from qanat.response.dispatch.queries.settling import is_adrift
from qanat.response.dispatch.rules import closing
from qanat.response.dispatch.states import RequestState
from qanat.response.dispatch.states.missions import SERVING
from qanat.web.wording import moment

S = RequestState


@dataclass(frozen=True, slots=True)
class Next:
    """The next step: in words, and a button for those who may take it.

    Attributes:
        url: "" where the viewer waits for somebody else.
        is_dialog: whether it opens as a dialog on the page.
        also: one more thing that can be done now, as (label, address, is a dialog).
    """

    text: Text
    action: Text = ""
    url: str = ""
    icon: str = ""
    key: str = ""
    is_dialog: bool = False
    also: tuple[tuple[Text, str, bool], ...] = ()


def next_step(actor: Actor, record: RequestRecord, missions: Sequence[MissionRow]) -> Next | None:
    """Return what is to be done next, or None where nothing is left to do."""
    row = record.request
    if row.state in {S.TASKED, S.UNDER_WAY}:
        return _mission(actor, record, missions)
    going = [m for m in missions if m.state in SERVING]
    if row.state in {S.DIED, S.WITHDRAWN} and going:
        address = reverse("dispatch:mission", args=(going[0].id,))
        text = _("Mission %(number)s still goes: cancel or abort it.")
        return Next(
            text % {"number": going[0].number}, _("Open the mission"), address, "plane", "m"
        )
    steps = {
        S.REGISTERED: _decide,
        S.APPROVED: _plan,
        S.GROUND_ONLY: _plan,
        S.REMOTE_ONLY: _consult,
        S.HANDED_OVER: _finish,
        S.DECLINED: _finish,
        S.WITHDRAWN: _finish,
        S.DIED: _finish,
    }
    step = steps.get(S(row.state))
    found = step(actor, record) if step else None
    is_unserved = row.state == S.HANDED_OVER and missions and not is_served(row)
    return _with_service(actor, found, missions[-1]) if found and is_unserved else found


def _with_service(actor: Actor, step: Next, mission: MissionRow) -> Next:
    """Remind of the service: without it the flight counts as one without help."""
    if not actor.may(SERVE):
        return step
    address = reverse("dispatch:mission", args=(mission.id,)) + "#services"
    return replace(step, also=((_("Record a service"), address, False), *step.also))


def _decide(actor: Actor, record: RequestRecord) -> Next:
    if record.request.origin == Origin.PAPER and actor.may(REVIEW):
        return Next(_("Enter the decision as it stands on paper."), _("Decide"), "#decision",
                    "check", "d")  # fmt: skip
    if not actor.may(REVIEW):
        return Next(_("The physician-coordinator decides."), icon="hourglass")
    also = () if record.assessments else ((_("Record the condition"), "#assessment", False),)
    return Next(_("Decide on the request."), _("Decide"), "#decision", "check", "d", also=also)


def _plan(actor: Actor, record: RequestRecord) -> Next:
    row = record.request
    if row.origin == Origin.PAPER:
        text = _("This is over. Enter the mission as it stands on paper; nothing is promised now.")
        return _enter_past(actor, row, text)
    if row.is_for_abroad:
        return _plan_abroad(actor, row)
    accept = (_("Hospital accepts"), reverse("dispatch:accept", args=(row.pk,)), True)
    also = (accept,) if row.accepted_at is None and actor.may(REGISTER) else ()
    text = (
        _("Choose how to bring the patient to care.")
        if row.accepted_at
        else _("Choose how to bring the patient to care; no hospital has accepted yet.")
    )
    if not actor.may(PLAN):
        return Next(_("The dispatcher plans the mission."), icon="hourglass", also=also)
    plans = reverse("dispatch:plans", args=(row.pk,))
    return Next(text, _("Plans"), plans, "plane", "p", also=also)


def _plan_abroad(actor: Actor, row: Request) -> Next:
    """Plan to an airport abroad, or enter the flight which an airline flew without us."""
    flown = (_("Enter the mission"), reverse("dispatch:past_mission", args=(row.pk,)), False)
    also = (flown,) if actor.may(CORRECT) and actor.may(COMMIT) else ()
    if row.receiving_airfield_id is None and actor.may(REGISTER):
        text = _("Name the airport abroad at which the patient is taken over.")
        airport = reverse("dispatch:airport", args=(row.pk,))
        return Next(text, _("Airport abroad"), airport, "map-pin", "p", is_dialog=True, also=also)
    if not actor.may(PLAN):
        return Next(_("The dispatcher plans the mission."), icon="hourglass")
    text = _("Choose how to fly the patient to the airport abroad.")
    plans = reverse("dispatch:plans", args=(row.pk,))
    return Next(text, _("Plans"), plans, "plane", "p", also=also)


def _enter_past(actor: Actor, row: Request, text: Text) -> Next:
    if not (actor.may(CORRECT) and actor.may(COMMIT)):
        return Next(_("The dispatcher enters the mission from paper."), icon="hourglass")
    address = reverse("dispatch:past_mission", args=(row.pk,))
    return Next(text, _("Enter the mission"), address, "history", "p")


def _consult(actor: Actor, record: RequestRecord) -> Next:
    is_advised = record.request.advised_at is not None
    if not actor.may(REVIEW):
        text = (
            _("The specialist has concluded: the physician-coordinator decides.")
            if is_advised
            else _("A specialist is consulted; the physician decides then.")
        )
        return Next(text, icon="hourglass")
    text = (
        _("The specialist has concluded: decide now.")
        if is_advised
        else _("A specialist is consulted. Decide again when the conclusion is there.")
    )
    close = reverse("dispatch:move", args=(record.request.pk, "close"))
    also = ((_("Close"), close, True),) if actor.may(CLOSE) else ()
    return Next(text, _("Decide"), "#decision", "check", "d", also=also)


def _mission(actor: Actor, record: RequestRecord, missions: Sequence[MissionRow]) -> Next:
    if missions and is_adrift(record.request):
        return _settle(actor, record.request)
    active = [m for m in missions if m.clock is not None] or list(missions)
    if not active:
        return Next(_("A mission is committed."), icon="plane")
    mission = active[-1]
    address = reverse("dispatch:mission", args=(mission.id,))
    text = _("Follow mission %(number)s.") % {"number": mission.number}
    also: tuple[tuple[Text, str, bool], ...] = ()
    if mission.hold_until is not None:
        values = {"number": mission.number, "until": moment(mission.hold_until)}
        text = _("Mission %(number)s waits for the weather until %(until)s.") % values
        replan = reverse("dispatch:replan", args=(mission.id,))
        also = ((_("Plan again"), replan, False),) if actor.may(COMMIT) else ()
    return Next(text, _("Open the mission"), address, "plane", "m", also=also)


def _settle(actor: Actor, row: Request) -> Next:
    """Nobody is to be left between a mission that has ended and what comes next."""
    text = _("Its mission has ended, and nobody has said how it went on.")
    if not actor.may(CLOSE):
        return Next(text, icon="hourglass")
    address = reverse("dispatch:settle", args=(row.pk,))
    return Next(text, _("Say how it went on"), address, "check", "c", is_dialog=True)


def _finish(actor: Actor, record: RequestRecord) -> Next:
    pk = record.request.pk
    outcome = reverse("dispatch:outcome", args=(pk,))
    close = reverse("dispatch:move", args=(pk, "close"))
    can_ask = bool(record.people) and actor.may(OUTCOME) and not record.outcomes
    missing = not_recorded(record.request)
    if missing:
        text = _("Still to be recorded: %(missing)s.") % {"missing": in_words(missing)}
        asks = _asks(actor, pk, missing)
        last = ((_("Close"), close, True),) if actor.may(CLOSE) else ()
        if asks:
            (label, address, is_dialog), *others = asks
            return Next(text, label, address, "pencil", "c", is_dialog, also=(*others, *last))
        return Next(text, icon="hourglass", also=last)
    if actor.may(CLOSE):
        also = ((_("Record the outcome"), outcome, True),) if can_ask else ()
        return Next(_("Nothing more is to be done: close it."), _("Close"), close, "check", "c",
                    is_dialog=True, also=also)  # fmt: skip
    if can_ask:
        return Next(_("Ask what became of the patient."), _("Record the outcome"), outcome,
                    "heartbeat", "o", is_dialog=True)  # fmt: skip
    return Next(_("The dispatcher closes it."), icon="hourglass")


def _asks(actor: Actor, pk: int, missing: Sequence[str]) -> list[tuple[Text, str, bool]]:
    """Return the dialogs and pages on which the viewer records what is missing."""
    ways = {
        closing.RECEIVER: (REGISTER, _("Hospital accepts"), "accept", True),
        closing.CONSENT: (REGISTER, _("Record the consent"), "edit", False),
        closing.OUTCOME: (OUTCOME, _("Record the outcome"), "outcome", True),
    }
    return [
        (label, reverse(f"dispatch:{name}", args=(pk,)), is_dialog)
        for needs, label, name, is_dialog in (ways[one] for one in missing if one in ways)
        if actor.may(needs)
    ]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the way of a request."""

    label: Text
    is_done: bool
    is_current: bool


WAY: Final = (
    pgettext_lazy("stage", "Registered"),
    pgettext_lazy("stage", "Decided"),
    pgettext_lazy("stage", "Mission"),
    pgettext_lazy("stage", "Under way"),
    pgettext_lazy("stage", "Handed over"),
    pgettext_lazy("stage", "Closed"),
)
REACHED: Final = {
    S.REGISTERED: 1,
    S.APPROVED: 2,
    S.GROUND_ONLY: 2,
    S.TASKED: 3,
    S.UNDER_WAY: 3,
    S.HANDED_OVER: 5,
    S.CLOSED: 6,
}
ENDED_OTHERWISE: Final = {S.REMOTE_ONLY, S.DECLINED, S.WITHDRAWN, S.DIED, S.MERGED}


def way_of(row: Request) -> list[Stage]:
    """Return the stages of a request with those that are behind it.

    One that ends without a mission has a shorter way.
    """
    state = S(row.state)
    was_flown = row.decision in {"fly_patient", "fly_specialist", "ground", ""}
    if state in ENDED_OTHERWISE or (state is S.CLOSED and not was_flown):
        labels: Sequence[Text] = (WAY[0], _stage_name(row), WAY[-1])
        reached = 3 if state is S.CLOSED else 2
    else:
        labels, reached = WAY, REACHED[state]
    return [Stage(label, n < reached, n == reached) for n, label in enumerate(labels)]


def _stage_name(row: Request) -> Text:
    if row.state != S.CLOSED:
        return S(row.state).label
    names = {
        "decline": S.DECLINED.label,
        "remote": S.REMOTE_ONLY.label,
        "withdraw": S.WITHDRAWN.label,
    }
    return names.get(row.decision, pgettext("stage", "Decided"))
