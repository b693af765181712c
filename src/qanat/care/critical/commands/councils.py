"""Councils: several specialists on one patient, concluded as one remote service."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.care.critical.commands.drafts import ConclusionDraft
from qanat.care.critical.commands.finding import locked_watch, tell
from qanat.care.critical.commands.services import NoConclusion, Service, given_service
from qanat.care.critical.commands.telling import tell_hospital, words_of
from qanat.care.critical.models import Council, CouncilSeat, Opinion, Watch
from qanat.care.critical.parameters import COUNCIL_LEAST
from qanat.care.critical.permissions import COUNCIL, ROUND
from qanat.care.critical.queries.record import watch_of_council
from qanat.care.critical.states import COUNCIL_CYCLE, CouncilState
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.days import national_day
from qanat.foundation.moving import make_move
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.refusals import Conflict, Invalid
from qanat.registry.terminology.queries import offered_codes

LEAST_SPECIALTIES: Final = 2
"""A council is more than one specialty; how many opinions conclude it is a parameter."""


class NobodyAsked(Invalid):
    """A council asks specialists, of the list, something."""

    code = "nobody_asked"
    field = "specialties"
    text = _("Choose at least two specialties, and write what they are asked.")


class TooFewOpinions(Conflict):
    """A council is more than one specialist."""

    code = "too_few_opinions"
    text = _("%(given)s of at least %(least)s opinions are given. A council needs them first.")


class CouncilOver(Conflict):
    """Nothing is added to a council which is over."""

    code = "council_over"
    text = _("This council is over.")


class NoSeat(Conflict):
    """Who concludes a council has given an opinion in it."""

    code = "no_seat"
    text = _("Give your own opinion first.")


@command(needs=COUNCIL)
def call_council(
    actor: Actor, *, watch_id: int, specialties: Collection[str], question: str, now: datetime
) -> int:
    """Call a council on a patient; while one is called, it is that one. Return its id.

    Raises:
        NobodyAsked: if fewer than two specialties are asked, or nothing is asked of them.
        WatchEnded: if the watch is over.
    """
    watch = locked_watch(actor, watch_id, COUNCIL)
    if (open_one := _open_council(watch)) is not None:
        return open_one.pk
    wanted = sorted(set(specialties) & offered_codes("specialty"))
    if len(wanted) < LEAST_SPECIALTIES or not question.strip():
        raise NobodyAsked
    row = Council.objects.create(watch=watch, question=question, called_at=now, called_by=actor.id)
    CouncilSeat.objects.bulk_create(CouncilSeat(council=row, specialty=one) for one in wanted)
    tell(watch)
    return row.pk


@command(needs=ROUND)
def give_opinion(actor: Actor, *, council_id: int, text: str, now: datetime) -> int:
    """Give one's opinion in a council; a specialist has one, a second telling changes nothing.

    Raises:
        NoConclusion: if nothing is written.
        CouncilOver: if the council is over.
    """
    if not text.strip():
        raise NoConclusion
    watch, row = _locked(actor, council_id, ROUND)
    known = row.opinions.filter(by_id=actor.id).values_list("pk", flat=True).first()
    if known is not None:
        return known
    _check_called(row)
    made = Opinion.objects.create(council=row, by_id=actor.id, at=now, text=text)
    tell(watch)
    return made.pk


@command(needs=ROUND)
def conclude_council(
    actor: Actor, *, council_id: int, draft: ConclusionDraft, now: datetime
) -> int:
    """Conclude a council: one remote service with its order; return its id.

    Raises:
        NoConclusion: if the text is empty.
        TooFewOpinions: if not enough specialists have given their opinions.
        NoSeat: if who concludes has given none.
    """
    if not draft.text.strip():
        raise NoConclusion
    watch, row = _locked(actor, council_id, ROUND)
    if row.state == CouncilState.CONCLUDED and row.concluded_by == actor.id:
        return row.pk
    _check_called(row)
    given = list(row.opinions.values_list("by_id", flat=True))
    least = round(parameter(COUNCIL_LEAST, on=national_day(now)).number)
    if len(given) < least:
        raise TooFewOpinions(given=len(given), least=least)
    if actor.id not in given:
        raise NoSeat
    service = Service(
        kind="council", question=row.question, text=draft.text, advice=draft.advice,
        ordered_at=row.called_at,
    )  # fmt: skip
    row.order_id = given_service(actor, watch, service, now)
    row.concluded_at, row.concluded_by = now, actor.id
    row.text, row.advice = draft.text, draft.advice
    also = ("order", "concluded_at", "concluded_by", "text", "advice")
    make_move(actor, row, COUNCIL_CYCLE, "conclude", also=also)
    watch.advice = draft.advice or watch.advice
    watch.condition = draft.condition or watch.condition
    watch.save(update_fields=["advice", "condition"])
    tell_hospital(watch, words_of(draft.advice), now)
    tell(watch)
    return row.pk


@command(needs=COUNCIL)
def cancel_council(actor: Actor, *, council_id: int, reason: str) -> None:
    """Cancel a council that is not needed any more, with a reason."""
    watch, row = _locked(actor, council_id, COUNCIL, is_open=False)
    make_move(actor, row, COUNCIL_CYCLE, "cancel", reason=reason)
    tell(watch)


def _open_council(watch: Watch) -> Council | None:
    return watch.councils.filter(state=CouncilState.CALLED).first()


def _locked(
    actor: Actor, council_id: int, permission: str, *, is_open: bool = True
) -> tuple[Watch, Council]:
    """Return a council with its watch, both locked, the watch first.

    Raises:
        NotFound: if there is none which the actor sees.
    """
    watch = locked_watch(actor, watch_of_council(council_id), permission, is_open=is_open)
    return watch, Council.objects.select_for_update(of=("self",)).get(pk=council_id)


def _check_called(row: Council) -> None:
    if row.state != CouncilState.CALLED:
        raise CouncilOver
