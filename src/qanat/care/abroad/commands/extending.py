"""A treatment takes longer, or more than the quote: the commission decides, finance commits."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qanat.care.abroad.commands.deciding import in_all_languages
from qanat.care.abroad.commands.finding import decided_case, locked_case
from qanat.care.abroad.commands.persons import naming
from qanat.care.abroad.commands.treating import locked_stay
from qanat.care.abroad.models import Case, Extension, Stay
from qanat.care.abroad.permissions import CARRY, FUND, WORK
from qanat.care.abroad.queries.money import PURPOSES
from qanat.care.abroad.states import EXTENSION, MATTER, CaseState, ExtensionState
from qanat.care.commission.commands.items import Matter, put_on_agenda
from qanat.care.commission.states import FURTHER, Outcome
from qanat.care.funding.commands.contracts import Raise, raise_commitment
from qanat.care.funding.queries.obligations import find_live
from qanat.events.abroad import ExtensionGranted
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.days import national_day, start_of
from qanat.foundation.moving import make_move
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import Conflict, Invalid, NotFound
from qanat.registry.patients.queries import patients_by_id
from qanat.registry.terminology.queries import is_reason

TITLE = _("A longer or dearer treatment")


class NothingMore(Invalid):
    """A longer stay takes days, or money, and reasons."""

    code = "nothing_more"
    field = "days"
    text = _("Say how many days more, or how much more, and why.")


class ExtensionOpen(Conflict):
    """One wish after another."""

    code = "extension_open"
    text = _("More was asked for already, and is not decided yet.")


class WishNotAnonymous(Invalid):
    """Members of the commission are not to recognise the patient."""

    code = "wish_not_anonymous"
    field = "text"
    text = _("The commission reads this without knowing who it is. Take out: %(words)s.")


class NotAgreedYet(Conflict):
    """More is paid by a decision of the commission."""

    code = "not_agreed_yet"
    text = _("The commission has not decided about this yet.")


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """What a complication or a longer stay takes."""

    why: str
    text: str
    days: int
    amount: int


@command(needs=CARRY)
def ask_for_more(actor: Actor, *, case_id: int, more: More, now: datetime) -> int:
    """Put before the commission that a treatment takes longer, or more. Return the wish.

    Raises:
        NotTreated: if the patient is not in treatment.
        NothingMore: if neither days nor money, or no reasons are given.
        ExtensionOpen: if more was asked for and not decided yet.
        WishNotAnonymous: if the words name the patient.
    """
    return take_wish(actor, decided_case(actor, case_id, CARRY), more, now)


def faults(*, text: str, days: int, amount: int, known_as: str) -> Iterator[Invalid]:
    """Yield everything for which a wish of somebody of a name is not taken."""
    if words := naming(text, known_as):
        yield WishNotAnonymous(words=words)
    if days <= 0 and amount <= 0:
        yield NothingMore()


def take_wish(actor: Actor, row: Case, more: More, now: datetime) -> int:
    """Put before the commission, within a command, that a treatment takes more."""
    locked_stay(row)
    known_as = patients_by_id(SYSTEM, [row.patient_id])[row.patient_id].name
    told = faults(text=more.text, days=more.days, amount=more.amount, known_as=known_as)
    for fault in told:
        raise fault
    if not is_reason("raise_obligation", more.why) or not more.text.strip():
        raise NothingMore
    if Extension.objects.filter(case=row, state=ExtensionState.ASKED).exists():
        raise ExtensionOpen
    made = Extension.objects.create(
        case=row,
        why=more.why,
        text=more.text.strip(),
        days=max(more.days, 0),
        amount_minor=max(more.amount, 0),
        asked_at=now,
        asked_by=actor.id,
    )
    put_on_agenda(SYSTEM, matter=_matter(row, now), now=now)
    return made.pk


@command(needs=WORK)
def take_agreement(
    actor: Actor, *, case_id: int, outcome: str, decision: str, now: datetime
) -> None:
    """Take down what the commission decided about a wish; told twice it is taken once.

    What it grants finance commits; anything else ends the wish, and with no outcome, since it was
    taken off the agenda, it may be asked for anew.
    """
    row = locked_case(actor, case_id, WORK)
    asked = Extension.objects.filter(case=row, state=ExtensionState.ASKED, decision="")
    wish = asked.select_for_update(of=("self",)).first()
    if wish is None:
        return
    wish.decision, wish.decided_on = decision, national_day(now) if decision else None
    if outcome == Outcome.MORE:
        wish.save(update_fields=["decision", "decided_on"])
        return
    wish.reason, wish.ended_at = "commission_refused" if outcome else "other", now
    also = ("decision", "decided_on", "reason", "ended_at")
    make_move(actor, wish, EXTENSION, "refuse", reason=wish.reason, also=also)


@command(needs=FUND)
def grant_more(actor: Actor, *, extension_id: int, now: datetime) -> None:
    """Commit more, or have more days, as the commission decided.

    Raises:
        NotAgreedYet: if it did not decide so.
        OverBudget: if there is not enough free money.
    """
    row, wish = _agreed_wish(actor, extension_id)
    wish.ended_at = now
    make_move(actor, wish, EXTENSION, "grant", also=("ended_at",))
    if wish.amount_minor:
        purpose = PURPOSES[row.decision]
        raise_commitment(
            actor,
            obligation_id=find_live(row.matter, purpose) or 0,
            more=Raise(
                amount_minor=wish.amount_minor,
                reason=wish.why,
                decision=wish.decision,
                decided_on=wish.decided_on,
            ),
            now=now,
        )
    stay = Stay.objects.select_for_update(of=("self",)).get(case=row)
    stay.planned_until += timedelta(days=wish.days)
    stay.save(update_fields=["planned_until"])
    if row.state == CaseState.ADMITTED:
        row.due_at = start_of(stay.planned_until + timedelta(days=1))
        row.save(update_fields=["due_at"])
    announce(ExtensionGranted(case_id=row.pk, at=now))


@command(needs=FUND)
def refuse_more(
    actor: Actor, *, extension_id: int, reason: str, note: str = "", now: datetime
) -> None:
    """Refuse to pay what the commission granted: there is no money, or the quote covers it.

    Raises:
        NotAgreedYet: if it has not decided.
    """
    _row, wish = _agreed_wish(actor, extension_id)
    wish.reason, wish.ended_at = reason, now
    also = ("reason", "ended_at")
    make_move(actor, wish, EXTENSION, "refuse", reason=reason, note=note, also=also)


def _agreed_wish(actor: Actor, extension_id: int) -> tuple[Case, Extension]:
    found = Extension.objects.filter(pk=extension_id).first()
    if found is None:
        raise NotFound
    row = decided_case(actor, found.case_id, FUND)
    wish = Extension.objects.select_for_update(of=("self",)).get(pk=extension_id)
    if not wish.decision:
        raise NotAgreedYet
    return row, wish


def _matter(row: Case, now: datetime) -> Matter:
    """Return a wish as the commission knows it: of the same case, to be granted or not."""
    return Matter(
        id=row.matter,
        kind=MATTER,
        number=row.number,
        title=in_all_languages(TITLE),
        rules_on=national_day(now),
        link=reverse("abroad:brief", args=(row.matter,)),
        is_urgent=True,
        outcomes=[one.value for one in FURTHER],
        organisations=frozenset({row.facility_id}),
        physicians=frozenset({row.made_by}),
    )
