"""Tell a hospital what specialists say of its critical patients, and what they ask for."""

from datetime import datetime, timedelta
from typing import Final

from qanat.care.critical.commands.finding import locked_watch, tell
from qanat.care.critical.models import Council, Round, Watch
from qanat.care.critical.parameters import ASKED_WITHIN
from qanat.care.critical.permissions import REPORT, ROUND
from qanat.care.critical.wording import FINDINGS_ASKED, MOVE_ADVISED, SEEN
from qanat.care.telemedicine.queries.record import ConclusionRow, order_record, people_of_order
from qanat.care.telemedicine.states import Advice, OrderState
from qanat.foundation.access.queries.contacts import accounts_of
from qanat.foundation.access_types import ScopeKind
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.days import national_day
from qanat.foundation.messages.commands import About, Recipient, send_message
from qanat.foundation.messages.queries import was_told
from qanat.foundation.parameters.queries import parameter

ABOUT: Final = "watch"
MOST_TOLD: Final = 5


@command(needs=ROUND)
def ask_for_findings(actor: Actor, *, watch_id: int, now: datetime) -> None:
    """Ask the hospital for fresh findings; while they are awaited it is asked once.

    Does it not report within the norm, it counts as silent.

    Raises:
        WatchEnded: if the watch is over.
    """
    watch = locked_watch(actor, watch_id, ROUND)
    if watch.asked_at is not None:
        return
    within = timedelta(minutes=parameter(ASKED_WITHIN, on=national_day(now)).number)
    watch.asked_at, watch.asked_by = now, actor.id
    watch.findings_due_at = min(watch.findings_due_at, now + within)
    watch.save(update_fields=["asked_at", "asked_by", "findings_due_at"])
    tell_hospital(watch, FINDINGS_ASKED, now)
    tell(watch)


@command(needs=ROUND)
def hear_of_order(actor: Actor, *, order_id: int, now: datetime) -> None:
    """Bring what a consultation says to the watches over its patients; told twice it is told once.

    Rounds and councils have told it already. Advice which is older than the last round counts for
    nothing.
    """
    people = people_of_order(order_id)
    found = Watch.objects.open().filter(patient__resolved__same_person__in=people)
    ids = sorted(set(found.values_list("pk", flat=True)))
    if not ids or _is_ours(order_id):
        return
    order = order_record(SYSTEM, order_id)
    newest = order.conclusions[-1] if order.conclusions else None
    for pk in ids:
        watch = locked_watch(actor, pk, ROUND)
        if newest is not None and order.row.state == OrderState.CONCLUDED:
            _take_advice(watch, newest)
            if not was_told("order", order_id, (SEEN, MOVE_ADVISED), newest.recorded_at):
                tell_hospital(watch, words_of(newest.advice), now, about=("order", order_id))
        tell(watch)


def _is_ours(order_id: int) -> bool:
    """Tell whether an order is that of a round or a council."""
    return any(made.objects.filter(order=order_id).exists() for made in (Round, Council))


def _take_advice(watch: Watch, newest: ConclusionRow) -> None:
    is_newer = watch.seen_at is None or newest.performed_at > watch.seen_at
    if newest.advice and is_newer:
        watch.advice = newest.advice
        watch.save(update_fields=["advice"])


def words_of(advice: str) -> str:
    """Return the words by which a hospital is told of a conclusion."""
    return MOVE_ADVISED if advice in (Advice.FLY, Advice.ROAD) else SEEN


def tell_hospital(
    watch: Watch, wording: str, now: datetime, *, about: tuple[str, int] | None = None
) -> None:
    """Write, within a command, to those of the hospital who report the patient.

    What is to be done they confirm to have read.

    That is who included him and who reported last; where neither works there any more, others
    who report there.
    """
    there = accounts_of(REPORT, ScopeKind.ORGANISATION, str(watch.facility_id), now)
    newest = watch.findings.order_by("-at", "-id").first()
    own = {watch.included_by, newest.by_id if newest else None}
    kind, pk = about or (ABOUT, watch.pk)
    for account_id in [one for one in there if one in own] or there[:MOST_TOLD]:
        send_message(
            SYSTEM,
            to=Recipient(account_id=account_id),
            wording=wording,
            values={"number": watch.number},
            about=About(kind, pk, watch.region_id),
            asks_answer=wording != SEEN,
        )
