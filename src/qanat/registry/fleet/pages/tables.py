"""The fleet as tables of ready-made cells."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qanat.foundation.parameters.queries import parameter
from qanat.foundation.texts import local
from qanat.registry.fleet.parameters import CERTIFICATE_WARNING_D, STATEMENT_STALE_H
from qanat.registry.fleet.queries import (
    AircraftRow,
    AmbulanceRow,
    ContractRow,
    ModuleRow,
    OperatorRow,
)
from qanat.registry.fleet.rules import days_left
from qanat.registry.fleet.states import (
    AmbulanceKind,
    ContractPurpose,
    Fitness,
    FitnessReason,
    ModuleKind,
    OperatorKind,
)
from qanat.registry.places.queries import region_names
from qanat.web.marks import age, chip, day
from qanat.web.tables import Column, Row, Table
from qanat.web.wording import day as day_text
from qanat.web.wording import moment as moment_text
from qanat.web.wording import number, tenge

S_PER_H = 3600
TONES = {Fitness.SERVICEABLE: "", Fitness.LIMITED: "warn", Fitness.UNSERVICEABLE: "breach"}


def aircraft_table(rows: Sequence[AircraftRow], today: date) -> Table:
    """Return aircraft with their state, its age, and where they stand."""
    limit_s = parameter(STATEMENT_STALE_H, on=today).number * S_PER_H
    regions = region_names()
    return Table(
        columns=(
            Column("tail", _("Registration"), whole=True),
            Column("type", _("Type")),
            Column("base", _("Base")),
            Column("region", _("Region")),
            Column("state", _("State")),
            Column("stated", _("Stated")),
            Column("modules", _("Modules")),
            Column("operator", _("Operator")),
        ),
        rows=tuple(
            Row(
                cells=(
                    row.tail,
                    row.type.name if row.type else "",
                    local(row.base.name) if row.base else "",
                    regions.get(row.base_region, row.base_region),
                    state_mark(row),
                    age(row.statement.stated_at if row.statement else None, limit_s=limit_s),
                    ", ".join(str(ModuleKind(m.kind).label) for m in row.modules),
                    local(row.operator_name),
                ),
                url=reverse("fleet:aircraft", args=(row.id,)),
                tone="stale" if row.is_stale else "",
            )
            for row in rows
        ),
        empty=_("No aircraft here"),
        empty_hint=_("Change the filter, or ask for the right to see more."),
    )


def state_mark(row: AircraftRow) -> SafeString:
    """Return the stated state with its reason, and why one can't plan with the aircraft."""
    said = row.statement
    if said is None:
        return chip(_("never stated"), "warn", "help")
    reason = str(FitnessReason(said.reason).label) if said.reason else ""
    back = moment_text(said.expected_back_at, "short") if said.expected_back_at else ""
    until = f" {_('until %(day)s') % {'day': back}}" if back else ""
    more = unavailable_words().get(row.unavailable, "")
    return format_html(
        "{} <span class='meta'>{}{}</span> {}",
        chip(Fitness(said.status).label, TONES[Fitness(said.status)]),
        reason,
        until,
        chip(more, "warn") if more else "",
    )


def unavailable_words() -> dict[str, str]:
    """Return why an aircraft can't be planned with, beyond its stated state."""
    return {
        "withdrawn": _("withdrawn"),
        "type_unknown": _("type not known"),
        "no_base": _("no base"),
        "no_contract": _("no contract"),
    }


def module_table(rows: Sequence[ModuleRow], today: date, *, may_change: bool) -> Table:
    """Return medical modules with how long their certificates hold."""
    warn_d = parameter(CERTIFICATE_WARNING_D, on=today).number
    columns = [
        Column("serial", _("Serial number"), whole=True),
        Column("kind", _("Kind")),
        Column("aboard", _("Aboard")),
        Column("certificate", _("Certificate")),
        Column("holds", _("Holds")),
    ]
    if may_change:
        columns.append(Column("change", _("Change"), hidden_label=True))
    return Table(
        columns=tuple(columns),
        rows=tuple(_module(row, today, warn_d, may_change=may_change) for row in rows),
        empty=_("No medical modules here"),
    )


def _module(row: ModuleRow, today: date, warn_d: float, *, may_change: bool) -> Row:
    left = days_left(row.certified_until, today)
    if left is None or row.certified_until is None:
        holds = chip(_("not certified"), "breach", "alert-circle")
    else:
        word = _("until %(day)s") % {"day": day_text(row.certified_until - timedelta(days=1))}
        holds = chip(word, "warn" if left <= warn_d else "")
    cells: list[str] = [
        row.serial,
        str(ModuleKind(row.kind).label),
        row.tail or (_("at a base") if row.base_id else ""),
        row.certificate,
        holds,
    ]
    if may_change:
        cells.append(
            format_html(
                '<a class="button small" href="{}">{}</a> <a class="button small" href="{}">{}</a>',
                reverse("fleet:certificate", args=(row.id,)),
                _("New certificate"),
                reverse("fleet:place_module", args=(row.id,)),
                _("Move"),
            )
        )
    return Row(cells=tuple(cells))


def contract_table(rows: Sequence[ContractRow], *, type_id: int | None = None) -> Table:
    """Return contracts, one line for each price, or only for that of one type."""
    return Table(
        columns=(
            Column("number", _("Number")),
            Column("for", _("For")),
            Column("from", _("First day"), whole=True),
            Column("to", _("Last day"), whole=True),
            Column("hours", _("Hours bought"), numeric=True),
            Column("type", _("Type")),
            Column("hour", _("Price of an hour"), numeric=True),
            Column("positioning", _("Positioning"), numeric=True),
        ),
        rows=tuple(
            Row(
                cells=(
                    row.number,
                    str(ContractPurpose(row.purpose).label),
                    day(row.valid_from),
                    day(row.valid_to),
                    number(row.hours_bought, 1),
                    rate.type_name,
                    tenge(rate.hour_tiyn),
                    tenge(rate.positioning_hour_tiyn),
                )
            )
            for row in rows
            for rate in row.rates
            if type_id is None or rate.type_id == type_id
        ),
        empty=_("No contract"),
    )


def operator_table(rows: Sequence[OperatorRow]) -> Table:
    """Return operators with how many aircraft they have."""
    return Table(
        columns=(
            Column("name", _("Operator")),
            Column("kind", _("Kind")),
            Column("aircraft", _("Aircraft"), numeric=True),
            Column("marks", _("Marks"), hidden_label=True),
        ),
        rows=tuple(
            Row(
                cells=(
                    local(row.name),
                    str(OperatorKind(row.kind).label),
                    number(row.aircraft),
                    chip(_("synthetic")) if row.is_synthetic else "",
                ),
                url=reverse("fleet:operator", args=(row.id,)),
            )
            for row in rows
        ),
        empty=_("No operators here"),
    )


def ambulance_table(rows: Sequence[AmbulanceRow], today: date, *, may_state: bool) -> Table:
    """Return ambulances with their state and its age."""
    limit_s = parameter(STATEMENT_STALE_H, on=today).number * S_PER_H
    regions = region_names()
    columns = [
        Column("call_sign", _("Call sign"), whole=True),
        Column("kind", _("Crew")),
        Column("region", _("Region")),
        Column("place", _("Place")),
        Column("state", _("State")),
        Column("stated", _("Stated")),
    ]
    if may_state:
        columns.append(Column("change", _("Change"), hidden_label=True))
    return Table(
        columns=tuple(columns),
        rows=tuple(
            _ambulance(row, regions.get(row.region, row.region), limit_s, may_state=may_state)
            for row in rows
        ),
        empty=_("No ambulances here"),
    )


def ambulance_mark(row: AmbulanceRow) -> SafeString:
    """Return whether an ambulance can be used, as a mark."""
    if row.is_serviceable:
        return chip(pgettext("ambulance", "serviceable"))
    return chip(pgettext("ambulance", "not serviceable"), "breach")


def ambulance_age(row: AmbulanceRow, today: date) -> SafeString:
    """Return when that was stated; old is marked."""
    return age(row.stated_at, limit_s=parameter(STATEMENT_STALE_H, on=today).number * S_PER_H)


def _ambulance(row: AmbulanceRow, region: str, limit_s: float, *, may_state: bool) -> Row:
    cells: list[str] = [
        row.call_sign,
        str(AmbulanceKind(row.kind).label),
        region,
        local(row.settlement_name),
        format_html('{} <span class="meta">{}</span>', ambulance_mark(row), row.note),
        age(row.stated_at, limit_s=limit_s),
    ]
    if may_state:
        address = reverse("fleet:state_ambulance", args=(row.id,))
        cells.append(
            format_html(
                '<a class="button small" href="{}" data-qanat-dialog>{}</a>',
                address,
                pgettext("action", "State"),
            )
        )
    url = reverse("fleet:ambulance", args=(row.id,))
    return Row(cells=tuple(cells), url=url, tone="" if row.is_serviceable else "warn")
