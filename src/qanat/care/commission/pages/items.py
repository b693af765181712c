"""One matter: heard, voted on, decided; placed in a sitting or taken off."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qanat.care.commission.commands import items
from qanat.care.commission.forms import (
    HearingForm,
    PlaceForm,
    ReconsiderForm,
    VoteForm,
    WithdrawForm,
)
from qanat.care.commission.pages.words import OUTCOMES, item_line, paper_languages
from qanat.care.commission.permissions import KEEP, PRESIDE, SEE, VOTE
from qanat.care.commission.ports import find_owner
from qanat.care.commission.queries.bodies import BodyRow, body_row
from qanat.care.commission.queries.items import ItemRecord, item_record, item_row
from qanat.care.commission.queries.papers import papers_of_item
from qanat.care.commission.queries.procedure import procedure_on
from qanat.care.commission.queries.sittings import planned_of, sitting_row
from qanat.care.commission.states import (
    ITEM,
    NOT_CAST,
    PRESIDING,
    Heard,
    ItemState,
    Kind,
    Seat,
    SittingState,
)
from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.days import national_day
from qanat.foundation.refusals import NotFound
from qanat.registry.changing import asked, changed, typed_of
from qanat.registry.terminology.queries import names_of as names_in
from qanat.web import wording
from qanat.web.related import panels_of
from qanat.web.reply import Question, Values, done, page
from qanat.web.wording import said

ITEM_PAGE: Final = "commission/item.html"
FORM: Final = "commission/form.html"
MOVES: Final[Mapping[str, Callable[..., Any]]] = {
    "hear": items.open_hearing,
    "vote": items.open_voting,
    "put_off": items.put_off_item,
    "raise": items.raise_item,
}


@require_GET
def show(request: HttpRequest, item_id: int) -> HttpResponse:
    """Show a matter to a member of the commission."""
    actor = actor_of(request)
    actor.need(SEE)
    return page(request, ITEM_PAGE, item_context(actor, item_id), fragment="item")


def item_context(actor: Actor, item_id: int, form: VoteForm | None = None) -> Values:
    """Return what the page of a matter shows."""
    record = item_record(actor, item_id)
    sitting = sitting_row(actor, record.row.sitting_id or 0)
    day = national_day(sitting.starts_at)
    can = may(actor, record, body_row(actor, sitting.body_id, day), sitting.state)
    if can["can_vote"] and form is None:
        form = vote_form(record)
    lacks = _lacks(record) if can["can_ask"] else ""
    return {
        "record": record,
        "row": record.row,
        "line": item_line(record.row),
        "sitting": sitting,
        "procedure": procedure_on(day),
        "reasons": said(record.item.reasons),
        "heard": dict(Heard.choices),
        "outcomes": OUTCOMES,
        "whys": NOT_CAST,
        "moves": {m.name: ITEM.past(m.name) for m in ITEM.moves},
        "names": names_of(move.actor_id for move in record.moves),
        "reasons_again": names_in("reason.reconsider_item") if record.earlier else {},
        "panels": panels_of(actor, "commission.item", item_id),
        "form": form,
        "lacks": lacks,
        "letters": can["can_write"],
        "made": papers_of_item(actor, item_id) if can["can_write"] else [],
        "languages": paper_languages(),
        **can,
    }


def _lacks(record: ItemRecord) -> str:
    """Say why votes can't be cast yet."""
    able, quorum = record.row.able, record.row.quorum
    if able < quorum:
        return items.TooFewThere(there=able, quorum=quorum).message()
    return "" if record.presiding else items.NobodyPresides().message()


def vote_form(record: ItemRecord, typed: Values | None = None) -> VoteForm:
    """Return the form of a vote on a matter."""
    return VoteForm(typed, outcomes=record.outcomes, grounds=list(record.grounds.items()))


def may(actor: Actor, record: ItemRecord, body: BodyRow, sitting_state: str) -> dict[str, bool]:
    """Return what the viewer may do with a matter now."""
    row, is_open = record.row, sitting_state == SittingState.OPEN
    keeps = actor.may(KEEP) and body.seat == Seat.SECRETARY
    runs = actor.may(PRESIDE) and body.seat in (Seat.SECRETARY, *PRESIDING) and is_open
    is_voter = actor.may(VOTE) and record.viewer is not None
    is_free = is_voter and not row.why_barred and not row.has_voted
    is_decided = row.state == ItemState.DECIDED
    mine = next((v for v in record.votes or () if v.member == record.viewer), None)
    may_add = is_decided and sitting_state != SittingState.SIGNED and mine is not None
    has_added = any(member == record.viewer for member, _text, _at in record.opinions)
    return {
        "can_write": keeps and is_decided and find_owner(row.matter_kind) is not None,
        "can_withdraw": keeps and row.state == ItemState.ON_AGENDA,
        "can_hear": runs and row.state == ItemState.ON_AGENDA,
        "can_record": runs and row.state in (ItemState.HEARING, ItemState.VOTING),
        "can_put_off": runs and row.state == ItemState.HEARING,
        "can_ask": runs and row.state == ItemState.HEARING,
        "can_decide": runs and row.state == ItemState.VOTING,
        "can_vote": is_free and row.state == ItemState.VOTING and is_open and record.is_there,
        "can_declare": is_free and not is_decided and row.state != ItemState.WITHDRAWN,
        "can_dissent": bool(
            may_add and not has_added and mine is not None and mine.outcome != row.outcome
        ),
    }


@require_POST
def act(request: HttpRequest, item_id: int, name: str) -> HttpResponse:
    """Make a move with a matter that asks for nothing more.

    Raises:
        NotFound: if there is no such move.
    """
    actor = actor_of(request)
    actor.need(SEE)
    if name not in MOVES:
        raise NotFound
    sitting_id = item_row(actor, item_id).sitting_id
    MOVES[name](actor, item_id=item_id, now=timezone.now())
    if name in ("put_off", "raise"):
        return done(request, to="commission:sitting", args=(sitting_id,))
    return done(request, to="commission:item", args=(item_id,))


@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, item_id: int) -> HttpResponse:
    """Place a waiting matter in a sitting."""
    actor = actor_of(request)
    actor.need(KEEP)
    row = item_row(actor, item_id)
    form = PlaceForm(typed_of(request))
    kinds = {kind: str(name) for kind, name in Kind.choices}
    form.offer(
        "sitting",
        [
            (
                one.id,
                " · ".join(
                    filter(
                        None, (wording.moment(one.starts_at, "short"), kinds[one.kind], one.place)
                    )
                ),
            )
            for one in planned_of(row.body_id)
        ],
    )

    def run(typed: Values) -> None:
        items.place_item(actor, item_id=item_id, sitting_id=typed["sitting"], now=timezone.now())

    context: Values = {
        "title": _("Place the matter in a sitting"), "submit": _("Place in a sitting"),
        "meta": f"{row.matter_number} · {row.title}",
    }  # fmt: skip
    return changed(request, form, run, template=FORM, context=context, to=("commission:board",))


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, item_id: int) -> HttpResponse:
    """Take a matter off the agenda, with a reason."""
    actor = actor_of(request)
    actor.need(KEEP)
    row = item_row(actor, item_id)
    form = WithdrawForm(typed_of(request))
    details = f"{row.matter_number} · {row.title}"
    question = Question(_("Take the matter off the agenda?"), details=details, danger=True)

    def run(typed: Values) -> None:
        items.withdraw_item(actor, item_id=item_id, reason=typed["reason"], now=timezone.now())

    return asked(request, form, run, question, to=("commission:board",))


@require_http_methods(["GET", "POST"])
def reconsider(request: HttpRequest, item_id: int) -> HttpResponse:
    """Discuss a matter again, with a reason."""
    actor = actor_of(request)
    actor.need(PRESIDE)
    row = item_row(actor, item_id)
    form = ReconsiderForm(typed_of(request))
    question = Question(
        _("Discuss the matter again?"),
        details=_(
            "The votes stay on record and don't count any more. What a majority has voted for is"
            " discussed again for few reasons only."
        ),
    )

    def run(typed: Values) -> None:
        items.reconsider_item(actor, item_id=row.id, now=timezone.now(), **typed)

    return asked(request, form, run, question, to=("commission:item", item_id))


@require_http_methods(["GET", "POST"])
def hearing(request: HttpRequest, item_id: int) -> HttpResponse:
    """Record how the applicant was heard."""
    actor, now = actor_of(request), timezone.now()
    actor.need(PRESIDE)
    row = item_row(actor, item_id)
    form = HearingForm(typed_of(request), initial={"heard_at": now})

    def run(typed: Values) -> None:
        items.record_hearing(
            actor, item_id=item_id, heard=typed["heard"], heard_at=typed["heard_at"],
            note=typed["note"], now=now,
        )  # fmt: skip

    context: Values = {
        "title": _("How the applicant was heard"), "submit": pgettext("hearing", "Record"),
        "meta": f"{row.matter_number} · {row.title}",
    }  # fmt: skip
    return changed(
        request, form, run, template=FORM, context=context, to=("commission:item", item_id)
    )
