"""Invoices and their differences as tables of ready-made cells."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qanat.foundation.actors import Actor
from qanat.foundation.texts import local
from qanat.registry.terminology.queries import reason_names
from qanat.response.operators.commands.taking import Looked
from qanat.response.operators.pages.words import difference_state, hours, invoice_state
from qanat.response.operators.queries.differences import DifferenceRow
from qanat.response.operators.queries.files import RejectedTold
from qanat.response.operators.queries.invoices import InvoiceRow, Sums
from qanat.response.operators.rules.reading import Rejected, whole_minutes
from qanat.response.operators.states import BY_BUTTON, DIFFERENCE, DifferenceKind, Fault
from qanat.web.figures import Figure
from qanat.web.marks import chip, moment
from qanat.web.tables import Column, Row, Table
from qanat.web.wording import day, number, tenge

SHOWN_CELLS = 10


def invoice_table(rows: Sequence[InvoiceRow], *, with_operator: bool) -> Table:
    """Return invoices with their sums and what is still to be decided."""
    return Table(
        columns=(
            Column("number", _("Number"), whole=True),
            *([Column("operator", _("Operator"))] if with_operator else []),
            Column("period", _("Period"), whole=True),
            Column("lines", pgettext("invoice", "Lines"), numeric=True),
            Column("billed", _("Billed, hours"), numeric=True),
            Column("differences", _("Differences"), numeric=True),
            Column("state", _("State")),
        ),
        rows=tuple(
            Row(
                cells=(
                    row.number,
                    *([local(row.operator_name)] if with_operator else []),
                    f"{day(row.first_on, with_year=False)} – {day(row.last_on)}",
                    number(row.sums.lines),
                    _two_lines(tenge(row.sums.billed_tiyn), hours(row.sums.minutes)),
                    _differences(row.sums),
                    _two_lines(_with_synthetic(row), _taken(row)),
                ),
                url=reverse("operators:invoice", args=(row.id,)),
            )
            for row in rows
        ),
        empty=_("No invoices yet"),
        empty_hint=_("An invoice appears when its file is taken in."),
        caption=_("Invoices"),
    )


def _differences(sums: Sums) -> SafeString | str:
    told = number(sums.differences)
    if not sums.undecided:
        return told
    return _two_lines(told, _("to decide: %(count)s") % {"count": number(sums.undecided)})


def _taken(row: InvoiceRow) -> SafeString:
    return format_html(_("taken in: {}"), moment(row.taken_at, "short"))


def _two_lines(first: str, second: str) -> SafeString:
    return format_html("{}<small>{}</small>", first, second)


def _with_synthetic(row: InvoiceRow) -> SafeString:
    made = chip(_("synthetic")) if row.is_synthetic else ""
    return format_html("{} {}", invoice_state(row.state), made)


def figures(sums: Sums, declared_tiyn: int | None) -> list[Figure]:
    """Return the sums of an invoice, and its own total beside that of its lines."""
    return [
        Figure(_("Billed"), tenge(sums.billed_tiyn), note=hours(sums.minutes)),
        *([] if declared_tiyn is None else [_declared(declared_tiyn, sums.billed_tiyn)]),
        Figure(
            _("By our record"),
            tenge(sums.ours_tiyn),
            note=_("%(hours)s, of the lines found") % {"hours": hours(whole_minutes(sums.ours_s))},
        ),
        Figure(
            _("Not decided"),
            tenge(sums.open_tiyn),
            note=_("within tolerance: %(sum)s") % {"sum": tenge(sums.tolerated_tiyn)},
            tone="warn" if sums.undecided else "",
        ),
        Figure(
            _("To pay as decided"),
            tenge(sums.payable_tiyn),
            note=_("struck off: %(sum)s") % {"sum": tenge(sums.struck_tiyn)},
        ),
        Figure(
            _("Flown, not billed"),
            tenge(sums.unbilled_tiyn),
            tone="warn" if sums.unbilled_tiyn else "",
        ),
    ]


def _declared(declared_tiyn: int, lines_tiyn: int) -> Figure:
    if declared_tiyn == lines_tiyn:
        return Figure(_("Total on the invoice"), tenge(declared_tiyn), note=_("as its lines"))
    apart = _("its lines come to %(sum)s") % {"sum": tenge(lines_tiyn)}
    return Figure(_("Total on the invoice"), tenge(declared_tiyn), note=apart, tone="warn")


def difference_table(actor: Actor, rows: Sequence[DifferenceRow], *, is_open: bool) -> Table:
    """Return differences: what is billed beside what our record holds, and who decided what."""
    names = reason_names()
    return Table(
        columns=(
            Column("kind", _("What differs")),
            Column("flight", _("Flight")),
            Column("time", pgettext("billed", "Time"), numeric=True),
            Column("money", pgettext("billed", "Money"), numeric=True),
            Column("claim", _("Difference"), numeric=True),
            Column("state", _("State")),
        ),
        rows=tuple(
            Row(
                cells=(
                    _kind(row),
                    _flight(row),
                    _beside(hours(row.theirs_min), hours(row.ours_min)),
                    _beside(tenge(row.billed_tiyn), tenge(row.ours_tiyn)),
                    tenge(row.claim_tiyn),
                    format_html(
                        "{}{}",
                        _decided(row, names.get(row.reason, row.reason)),
                        _buttons(actor, row) if is_open else "",
                    ),
                ),
                id=f"difference-{row.id}",
            )
            for row in rows
        ),
        empty=_("Nothing differs here"),
        empty_hint=_("Every line was found in our record, and every flight on the invoice."),
        caption=_("Differences"),
    )


def _kind(row: DifferenceRow) -> SafeString:
    return format_html("<strong>{}</strong>", DifferenceKind(row.kind).label)


def _flight(row: DifferenceRow) -> SafeString:
    mission = line = SafeString("")
    if row.mission_id is not None:
        address = reverse("dispatch:mission", args=(row.mission_id,))
        mission = format_html(' · <a href="{}">{}</a>', address, row.mission_number)
    if row.line_row is not None:
        told = _("line %(n)s") % {"n": row.line_row}
        line = format_html(' · <span class="meta nowrap">{}</span> {}', told, row.route)
    at = moment(row.off_at, "short")
    return format_html('<span class="nowrap">{}</span> · {}{}{}', row.tail, at, mission, line)


def _beside(theirs: str, ours: str) -> SafeString:
    return format_html('{}<br><span class="meta">{}</span>', theirs, ours)


def _decided(row: DifferenceRow, reason: str) -> SafeString:
    parts = [part for part in (reason, row.note, row.answered_by) if part]
    told = format_html_join(" · ", "{}", ((part,) for part in parts))
    return format_html('{} <span class="meta">{}</span>', difference_state(row.state), told)


def _buttons(actor: Actor, row: DifferenceRow) -> SafeString:
    moves = [
        (reverse("operators:decide", args=(row.id, arrow.name)), arrow.label)
        for arrow in DIFFERENCE.open_moves(row.state)
        if arrow.name in BY_BUTTON and actor.may(arrow.needs)
    ]
    link = '<a class="button small" href="{}" data-qanat-dialog>{}</a>'
    return format_html('<span class="buttons">{}</span>', format_html_join(" ", link, moves))


def looked_facts(looked: Looked) -> list[tuple[str, str]]:
    """Say what taking a file in would do."""
    kinds = [
        (str(DifferenceKind(kind).label), number(looked.kinds[kind]))
        for kind in DifferenceKind.values
        if looked.kinds.get(kind)
    ]
    declared: list[tuple[str, str]] = []
    if looked.declared_tiyn is not None:
        said = _declared(looked.declared_tiyn, looked.whole_tiyn)
        declared = [(str(said.label), f"{said.value}: {said.note}")]
    return [
        (_("Accepted"), number(looked.accepted)),
        (_("Repeated"), number(looked.repeated)),
        (_("Rejected"), number(len(looked.rejected))),
        (_("Hours"), hours(looked.minutes)),
        (_("Billed"), tenge(looked.billed_tiyn)),
        *declared,
        *kinds,
    ]


def fault_words(faults: Iterable[str]) -> str:
    """Say why a row is kept aside."""
    return " ".join(str(Fault(fault).label) for fault in faults)


def rejected_table(rows: Iterable[Rejected | RejectedTold]) -> Table:
    """Return rows which were kept aside, with the reasons."""
    return Table(
        columns=(
            Column("line", _("Line of the file"), numeric=True),
            Column("why", _("Why it was rejected")),
            Column("cells", _("As it stands")),
        ),
        rows=tuple(
            Row((str(one.row), fault_words(one.faults), " · ".join(one.cells[:SHOWN_CELLS])))
            for one in rows
        ),
        empty=_("No rejected rows"),
        caption=_("Rejected"),
    )
