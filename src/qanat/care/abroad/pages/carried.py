"""How a decision is carried out, in words, with what may be done next and by whom."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import models
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from qanat.care.abroad.commands.journeys import NotAboard, NotHandedOver
from qanat.care.abroad.pages.carrying import ACTS
from qanat.care.abroad.pages.labels import (
    after_months,
    fallen_words,
    flight_words,
    how_much_more,
)
from qanat.care.abroad.pages.words import next_words
from qanat.care.abroad.permissions import FUND
from qanat.care.abroad.queries.carried import (
    Carried,
    ExtensionRow,
    FollowUpRow,
    GiftRow,
    JourneyRow,
)
from qanat.care.abroad.queries.money import PURPOSES, purposes_to_reserve
from qanat.care.abroad.rules.journeys import Obstacle
from qanat.care.abroad.states import (
    HOMEWARD,
    OPEN,
    PREPARED,
    UNDER_WAY,
    CaseState,
    Decision,
    ExtensionState,
    GiftState,
    JourneyState,
    Means,
    Result,
    Risk,
    Teller,
    Visa,
    Way,
)
from qanat.care.funding.queries.entries import InvoiceRow
from qanat.care.funding.queries.obligations import ObligationRow
from qanat.care.funding.queries.rates import HOME
from qanat.care.funding.states import LIVE, UNPAID, InvoiceState, ObligationState, Purpose
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import Text
from qanat.registry.terminology.queries import reason_choices
from qanat.web import marks, wording
from qanat.web.reply import Values

_S, _J = CaseState, JourneyState
TONES: Final[Mapping[str, str]] = {
    _J.ARRIVED: "ok",
    _J.DEPARTED: "accent",
    _J.TURNED: "warn",
    ExtensionState.ASKED: "warn",
    ExtensionState.GRANTED: "ok",
    GiftState.TOLD: "breach",
    Result.RECOVERED: "ok",
    Result.IMPROVED: "ok",
    Result.WORSE: "warn",
}
OBSTACLES: Final[Mapping[Obstacle, Text]] = {
    Obstacle.PASSPORT: _("The passport is missing or runs out before."),
    Obstacle.VISA: _("There is no visa yet."),
    Obstacle.FITNESS: _("The certificate that the patient is fit to fly is missing or over."),
    Obstacle.RISK: _("A physician has not assessed the transport, or asks for a medical flight."),
    Obstacle.ALONE: _("A child, or who needs care on the way, does not travel alone."),
    Obstacle.FLIGHT: _("The flight centre has declined, or was not asked."),
    Obstacle.MONEY: _("The contract with the clinic is not signed."),
    Obstacle.FARE: _("Money for the journey is not committed by a contract."),
    Obstacle.ESCORT_FARE: _("Money for the escort is not committed by a contract."),
    Obstacle.NOT_ABOARD: NotAboard.text,
    Obstacle.NOT_HANDED_OVER: NotHandedOver.text,
}
AGAINST: Final[Mapping[str, Text]] = {
    _J.PLANNED: _("This stands against a departure:"),
    _J.DEPARTED: _("The arrival can't be noted yet:"),
}
LEFT: Final = (_J.DEPARTED, _J.ARRIVED)
FORWARD: Final = (
    "reserve", "contract", "plan_out", "begin_here", "treat", "plan_back", "plan_repatriation",
    "depart", "arrive", "grant",
)  # fmt: skip
"""What brings a case on stands out."""
BY_STATE: Final[Mapping[str, tuple[str, ...]]] = {
    _S.RESERVED: ("contract", "free"),
    _S.ADMITTED: ("treat", "ask_more", "death_abroad"),
}
"""What may be done with a case in a state, whatever else is."""


@dataclass(frozen=True, slots=True)
class Button:
    """What one may do, behind a word."""

    label: Text
    url: str
    tone: str = ""


def button(name: str, record_id: int, tone: str = "") -> Button:
    """Return the button of an act."""
    act = ACTS[name]
    tone = tone or ("danger" if act.danger else "")
    return Button(act.label, reverse("abroad:do", args=(name, record_id)), tone)


def acts_on_case(actor: Actor, state: str, decision: str, carried: Carried) -> list[str]:
    """Return the names of what an actor may do with a case now."""
    return [name for name in _possible(state, decision, carried) if actor.may(ACTS[name].needs)]


def _possible(state: str, decision: str, carried: Carried) -> Iterator[str]:
    here = {Decision.HOME.value: _S.DECIDED, Decision.SPECIALIST.value: _S.CONTRACTED}
    is_on_the_way = any(one.state in UNDER_WAY for one in carried.journeys)
    if state == _S.DECIDED and decision in PURPOSES and carried.chosen:
        yield "reserve"
    yield from (
        name for name in BY_STATE.get(state, ()) if name != "ask_more" or not carried.is_more_asked
    )
    if decision == Decision.ABROAD and not is_on_the_way:
        yield from _ways(state, carried)
    if here.get(decision) == state:
        yield "begin_here"
    held = [one.purpose for one in carried.obligations if one.state in LIVE]
    is_needed = state != _S.DIED or _is_to_be_brought_home(state, carried)
    if is_needed and purposes_to_reserve(state, held):
        yield "reserve_more"
    if state in OPEN and state not in PREPARED:
        yield from ("find_gift", "tell_gift")


def _ways(state: str, carried: Carried) -> Iterator[str]:
    if state in (_S.RESERVED, _S.CONTRACTED):
        yield "plan_out"
    if state in (_S.TREATED, _S.INVOICED):
        yield "plan_back"
    if _is_to_be_brought_home(state, carried):
        yield "plan_repatriation"


def _is_to_be_brought_home(state: str, carried: Carried) -> bool:
    has_left = any(one.way == Way.OUT and one.state in LEFT for one in carried.journeys)
    is_home = any(one.way in HOMEWARD and one.arrived_on for one in carried.journeys)
    return state == _S.DIED and has_left and not is_home


def _bring_home(state: str, carried: Carried) -> str:
    if not _is_to_be_brought_home(state, carried):
        return ""
    if any(one.state == _J.DEPARTED and one.way != Way.REPATRIATION for one in carried.journeys):
        return gettext(
            "The patient died on the way: the working body notes whether the journey arrived or"
            " turned back."
        )
    return gettext("The working body brings the deceased home; finance commits the money for it.")


def _close(state: str, carried: Carried) -> str:
    is_owed = any(one.seen_on is None for one in carried.follow_ups)
    if state != _S.FOLLOW_UP or is_owed:
        return ""
    return gettext("Finance settles what is still open; then the working body closes the case.")


def carried_words(
    actor: Actor, case_id: int, state: str, decision: str, carried: Carried
) -> Values:
    """Return how a decision is carried out, for the templates."""
    names = acts_on_case(actor, state, decision, carried)
    owed = next((one.month for one in carried.follow_ups if one.seen_on is None), None)
    if "find_gift" in names and "tell_gift" in names:
        names.remove("tell_gift")
    return {
        "carried": carried,
        "next": _bring_home(state, carried)
        or _close(state, carried)
        or next_words(state, decision, is_chosen=carried.chosen is not None),
        "acts": [button(one, case_id, "primary" if one in FORWARD else "") for one in names],
        "to_do": list(_to_do(actor, carried)),
        "obligations": [_obligation(one) for one in carried.obligations],
        "invoices": [_invoice(one) for one in carried.invoices],
        "journeys": [_journey(actor, one) for one in carried.journeys],
        "extensions": [_extension(actor, one, carried) for one in carried.extensions],
        "gifts": [_gift(actor, one) for one in carried.gifts],
        "follow_ups": [
            _follow_up(actor, case_id, one, is_owed=state == _S.FOLLOW_UP and one.month == owed)
            for one in carried.follow_ups
        ],
        "stay_result": _result(carried.stay.result) if carried.stay else "",
    }


def words_for_clinic(actor: Actor, carried: Carried) -> Values:
    """Return what the clinic which treats is told: when he comes, what it wrote and asked for."""
    shown = {"acts": (), "obstacles": (), "fallen": ""}
    return {
        "carried": carried,
        "journeys": [
            _journey(actor, one) | shown | {"facts": [*_days(one), *flight_facts(one)]}
            for one in carried.journeys
        ],
        "extensions": [_extension(actor, one, carried) for one in carried.extensions],
        "stay_result": _result(carried.stay.result) if carried.stay else "",
        "reads_reports": True,
    }


def _to_do(actor: Actor, carried: Carried) -> Iterator[Button]:
    """Return what waits at the desk of money: invoices, and ways without a contract."""
    if not actor.may(FUND):
        return
    for bill in carried.invoices:
        if bill.state in UNPAID:
            label = gettext("Invoice %(number)s: %(state)s") % {
                "number": bill.number, "state": InvoiceState(bill.state).label,
            }  # fmt: skip
            yield Button(label, reverse("funding:obligation", args=(bill.obligation_id,)))
    for one in carried.obligations:
        if one.state == ObligationState.RESERVED and one.purpose not in PURPOSES.values():
            label = gettext("%(purpose)s: commit the money by a contract") % {
                "purpose": Purpose(one.purpose).label
            }
            yield Button(label, reverse("funding:obligation", args=(one.id,)))


def _buttons(actor: Actor, record_id: int, *names: str) -> list[Button]:
    return [
        button(name, record_id, "primary" if name in FORWARD else "")
        for name in names
        if actor.may(ACTS[name].needs)
    ]


def _journey(actor: Actor, one: JourneyRow) -> Values:
    may = {
        _J.PLANNED: ("change_journey", "cancel_journey", *(() if one.obstacles else ("depart",))),
        _J.DEPARTED: (*(() if one.obstacles else ("arrive",)), "turn_back"),
    }
    return {
        "row": one,
        "title": f"{Way(one.way).label} · {Means(one.means).label}",
        "state": _state(_J(one.state)),
        "facts": list(_facts(one)),
        "fallen": fallen_words(one.fallen) if one.fallen else "",
        "against": AGAINST.get(one.state, ""),
        "obstacles": [OBSTACLES[why] for why in one.obstacles],
        "acts": _buttons(actor, one.id, *may.get(_J(one.state), ())),
    }


def _facts(one: JourneyRow) -> Iterator[tuple[Text, object]]:
    yield from _days(one)
    if one.way != Way.REPATRIATION:
        if one.way == Way.OUT:
            yield gettext("Visa"), Visa(one.visa).label
        yield gettext("Passport valid until"), _day(one.passport_until)
        yield gettext("Fit to fly, certified until"), _day(one.fit_until)
        yield gettext("Risk of the transport"), Risk(one.risk).label
    yield gettext("Escorts paid by the budget"), wording.number(one.escorts)
    if one.days:
        yield gettext("Per diem"), _per_diem(one)
    if one.request:
        yield gettext("Request to the flight centre"), one.request.number
    yield from flight_facts(one)
    if one.note:
        yield gettext("Note"), one.note


def flight_facts(one: JourneyRow) -> Iterator[tuple[Text, object]]:
    """Return what is known of the mission which flies a journey."""
    flight = one.flight
    if flight is None:
        return
    yield gettext("Mission"), flight_words(flight)
    if flight.took_off_at:
        yield pgettext("flight", "Took off"), marks.moment(flight.took_off_at)
    elif flight.planned_departure_at:
        yield gettext("Leaves by plan"), marks.moment(flight.planned_departure_at)
    if one.arrives_at and not one.arrived_on:
        yield gettext("Arrives by plan"), marks.moment(one.arrives_at)


def _days(one: JourneyRow) -> Iterator[tuple[Text, object]]:
    yield gettext("Planned for"), marks.day(one.planned_on)
    if one.departed_on:
        yield pgettext("journey", "Departed"), marks.day(one.departed_on)
    if one.arrived_on:
        yield pgettext("journey", "Arrived"), marks.day(one.arrived_on)
    if one.turned_on:
        yield pgettext("journey", "Turned back"), marks.day(one.turned_on)


def _day(on: date | None) -> object:
    return marks.day(on) if on else wording.DASH


def _per_diem(one: JourneyRow) -> str:
    days = ngettext("%(n)s day", "%(n)s days", one.days) % {"n": wording.number(one.days)}
    return f"{days} · {wording.tenge(one.per_diem_tiyn * one.days)}"


def why_more(code: str) -> str:
    """Say why a treatment takes more."""
    return dict(reason_choices("raise_obligation")).get(code, code)


def _extension(actor: Actor, one: ExtensionRow, carried: Carried) -> Values:
    currency = carried.chosen.currency if carried.chosen else ""
    is_open = one.state == ExtensionState.ASKED
    is_agreed = is_open and bool(one.decision)
    state = marks.chip(_("Granted by the commission"), "accent") if is_agreed else None
    return {
        "row": one,
        "why": why_more(one.why),
        "more": how_much_more(one.days, one.amount_minor, currency),
        "state": state or _state(ExtensionState(one.state)),
        "acts": _buttons(actor, one.id, "grant", "refuse") if is_agreed else [],
    }


def _gift(actor: Actor, one: GiftRow) -> Values:
    amount = wording.in_currency(one.amount_minor, one.currency)
    is_open = one.state == GiftState.TOLD
    return {
        "row": one,
        "amount": amount,
        "teller": Teller(one.teller).label,
        "state": _state(GiftState(one.state)),
        "acts": _buttons(actor, one.id, "deduct", "dismiss") if is_open else [],
    }


def _follow_up(actor: Actor, case_id: int, one: FollowUpRow, *, is_owed: bool) -> Values:
    """Return a follow-up in words; one after another is entered."""
    return {
        "row": one,
        "title": after_months(one.month),
        "result": _result(one.result),
        "acts": _buttons(actor, case_id, f"see_{one.month}") if is_owed else [],
    }


def _obligation(one: ObligationRow) -> Values:
    """Return what the budget holds and has spent for a purpose, in both currencies."""
    is_foreign = one.currency not in ("", HOME)
    is_open = one.state == ObligationState.COMMITTED
    own = one.settled_minor + one.advanced_minor + (one.open_minor if is_open else 0)
    contract = wording.in_currency(own or None, one.currency) if is_foreign else ""
    held = wording.tenge(sum(one.sums.values()))
    return {
        "row": one,
        "purpose": Purpose(one.purpose).label,
        "amount": " · ".join(filter(None, (contract, held))),
        "state": _state(ObligationState(one.state)),
    }


def _invoice(one: InvoiceRow) -> Values:
    return {
        "row": one,
        "amount": wording.in_currency(one.amount_minor, one.currency),
        "state": _state(InvoiceState(one.state)),
    }


def _state(state: models.TextChoices) -> SafeString:
    return marks.chip(state.label, TONES.get(state.value, ""))


def _result(code: str) -> SafeString | str:
    return marks.chip(Result(code).label, TONES.get(code, "")) if code else ""
