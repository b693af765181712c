"""Hold an invoice against what was flown, and keep what differs."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.moving import make_move
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.periods import Period
from qanat.response.operators.commands.finding import open_invoice, touch_invoice
from qanat.response.operators.models import Difference, Invoice, Pairing
from qanat.response.operators.parameters import HOURS_TOLERANCE, MONEY_TOLERANCE, TIME_TOLERANCE
from qanat.response.operators.permissions import BILL
from qanat.response.operators.queries.flown import flown_of
from qanat.response.operators.queries.lines import billed_lines
from qanat.response.operators.rules.comparing import (
    Compared,
    Finding,
    Tolerances,
    compare,
    price_of,
)
from qanat.response.operators.rules.matching import Billed, Flown, Matched, match
from qanat.response.operators.states import DIFFERENCE, DifferenceState

FIGURES: Final = ("theirs_min", "ours_min", "billed_tiyn", "ours_tiyn", "claim_tiyn")
Key = tuple[str, int | None, int | None]


@command(needs=BILL)
def compare_again(actor: Actor, *, invoice_id: int) -> None:
    """Hold an invoice against our record as it is now; what was decided and still differs stays.

    Raises:
        InvoiceIsClosed: if nobody works on it any more.
    """
    row = open_invoice(actor, invoice_id)
    hold_against_record(row)
    touch_invoice(row)


def hold_against_record(row: Invoice) -> None:
    """Pair the lines of an invoice anew and keep its differences, within a command."""
    Pairing.objects.filter(invoice=row).delete()
    period = Period(row.first_on, row.last_on)
    lines = billed_lines(row.pk)
    matched, compared = hold(lines, flown_of(row.operator_id, period), row.last_on)
    Pairing.objects.bulk_create(
        Pairing(
            invoice=row,
            line_id=line_id,
            mission_id=one.mission_id,
            off_at=one.off_at,
            seconds=one.seconds,
            amount_tiyn=price_of([one]),
        )
        for line_id, flights in matched.pairs.items()
        for one in flights
    )
    _keep(row, compared.findings)
    row.tolerated_tiyn = compared.tolerated_tiyn
    row.save(update_fields=["tolerated_tiyn"])


def hold(lines: list[Billed], flown: Iterable[Flown], on: date) -> tuple[Matched, Compared]:
    """Return how lines match flights and in what they differ, by the norms of a day."""
    within = timedelta(minutes=parameter(TIME_TOLERANCE, on=on).number)
    matched = match(lines, flown, within)
    allowed = Tolerances(
        parameter(HOURS_TOLERANCE, on=on).number, parameter(MONEY_TOLERANCE, on=on).number
    )
    return matched, compare(lines, matched, allowed)


def _keep(row: Invoice, findings: Iterable[Finding]) -> None:
    """Keep what still differs as before, let lapse what does not, write what is new."""
    active = row.differences.exclude(state=DifferenceState.LAPSED).order_by("id")
    known: dict[Key, Difference] = {(d.kind, d.line_id, d.mission_id): d for d in active}
    fresh = []
    for finding in findings:
        old = known.get((finding.kind, finding.line_id, finding.mission_id))
        if old is not None and all(getattr(old, f) == getattr(finding, f) for f in FIGURES):
            del known[finding.kind, finding.line_id, finding.mission_id]
        else:
            fresh.append(finding)
    for gone in known.values():
        make_move(SYSTEM, gone, DIFFERENCE, "lapse")
    Difference.objects.bulk_create(
        Difference(
            invoice=row,
            kind=one.kind,
            line_id=one.line_id,
            mission_id=one.mission_id,
            tail=one.tail,
            off_at=one.off_at,
            **{name: getattr(one, name) for name in FIGURES},
        )
        for one in fresh
    )
