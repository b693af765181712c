"""Tasks, aircraft and contracts of the airline's desk as tables of ready-made cells."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qanat.foundation.parameters.queries import parameter
from qanat.foundation.texts import local
from qanat.registry.fleet.parameters import STATEMENT_STALE_H
from qanat.registry.fleet.states import Fitness, FitnessReason
from qanat.registry.terminology.queries import reason_names
from qanat.response.dispatch.queries.stops import stop_name
from qanat.response.dispatch.states import MissionState
from qanat.response.operators.queries.fleet import ContractUse, Craft
from qanat.response.operators.queries.tasks import Task
from qanat.web import wording
from qanat.web.marks import age, chip, moment
from qanat.web.tables import Column, Row, Table
from qanat.web.wording import DASH, HOUR_S, day, duration, number, percent

Reasons = Mapping[str, str]
NOTHING = SafeString("")
BLANK = SafeString("&nbsp;")
"""A cell in which nothing is missing: a dash would say that something is."""
TONES = {Fitness.SERVICEABLE: "ok", Fitness.LIMITED: "warn", Fitness.UNSERVICEABLE: "breach"}


def task_table(tasks: Sequence[Task], *, with_operator: bool, may_answer: bool) -> Table:
    """Return tasks with planned and actual times side by side, the late ones marked."""
    reasons = reason_names()
    return Table(
        columns=(
            Column("tail", pgettext("column", "Aircraft"), whole=True),
            Column("way", pgettext("task", "Way")),
            Column("off", _("Off blocks")),
            Column("end", pgettext("task", "End")),
            Column("state", _("State")),
        ),
        rows=tuple(
            _task(task, reasons, with_operator=with_operator, may_answer=may_answer)
            for task in tasks
        ),
        empty=_("No tasks under way"),
        empty_hint=_("What you accept appears here with its times."),
        caption=_("Tasks now and next"),
    )


def _task(task: Task, reasons: Reasons, *, with_operator: bool, may_answer: bool) -> Row:
    row = task.mission
    button = _delay_button(task) if may_answer else NOTHING
    return Row(
        cells=(
            row.vehicle,
            format_html("{}<br>{}", _way(task, with_operator=with_operator), _crew(task)),
            _off(task),
            moment(row.planned_end_at, "short"),
            format_html("{} {}", _state(task, reasons), button),
        ),
        url=reverse("dispatch:mission", args=(row.id,)),
        tone="warn" if task.late_s else "",
    )


def _way(task: Task, *, with_operator: bool) -> SafeString:
    stops = " → ".join(stop_name(name) for name in task.mission.stops)
    about = [task.mission.number, *([task.mission.operator] if with_operator else [])]
    return format_html('{}<br><span class="meta">{}</span>', stops, " · ".join(about))


def _off(task: Task) -> SafeString:
    pair = _pair(task.mission.planned_departure_at, task.left_at)
    if not task.late_s:
        return pair
    late = _("late by %(time)s") % {"time": duration(task.late_s)}
    return format_html("{} {}", pair, chip(late, "warn", "clock"))


def _pair(planned: datetime | None, actual: datetime | None) -> SafeString:
    happened = moment(actual, "short") if actual else DASH
    return format_html(
        '<span class="nowrap meta">{}</span><br><strong class="nowrap">{}</strong>',
        moment(planned, "short"),
        happened,
    )


def _state(task: Task, reasons: Reasons) -> SafeString:
    row = task.mission
    chips = [chip(MissionState(row.state).label)]
    if row.hold_reason:
        chips.append(chip(reasons.get(row.hold_reason, row.hold_reason), "warn"))
    if task.delay:
        chips.append(chip(reasons.get(task.delay.reason, task.delay.reason), "warn"))
    if row.is_exercise:
        chips.append(chip(_("Exercise"), "accent"))
    expected = NOTHING
    if task.delay and task.delay.expected_at:
        at = moment(task.delay.expected_at, "short")
        expected = format_html('<br><span class="meta">{} {}</span>', _("expected"), at)
    return format_html("{}{}", format_html_join(" ", "{}", ((c,) for c in chips)), expected)


def _crew(task: Task) -> SafeString:
    answer = task.answer
    if answer is None or not answer.captain:
        return format_html('<span class="meta">{}</span>', _("captain not named"))
    named = _("Captain: %(name)s") % {"name": answer.captain}
    told = f"{named}; {answer.crew}" if answer.crew else named
    until = NOTHING
    if answer.crew_until:
        word = _("on duty until %(time)s") % {"time": told_at(answer.crew_until)}
        until = chip(word, "breach" if task.has_short_crew else "")
    return format_html("<small>{}</small> {}", told, until)


def _delay_button(task: Task) -> SafeString:
    if task.left_at is not None:
        return NOTHING
    address = reverse("operators:delay", args=(task.mission.id,))
    return _dialog_button(address, _("Report a delay"))


def _dialog_button(address: str, label: str) -> SafeString:
    return format_html('<a class="button small" href="{}" data-qanat-dialog>{}</a>', address, label)


def told_at(at: datetime) -> str:
    """Write a moment within a sentence."""
    return wording.moment(at, "short")


def recent_table(tasks: Sequence[Task]) -> Table:
    """Return what ended within the last hours."""
    reasons = reason_names()
    return Table(
        columns=(
            Column("tail", pgettext("column", "Aircraft"), whole=True),
            Column("way", pgettext("task", "Way")),
            Column("off", _("Off blocks")),
            Column("flown", _("Flown"), numeric=True),
            Column("state", _("State")),
        ),
        rows=tuple(
            Row(
                cells=(
                    task.mission.vehicle,
                    _way(task, with_operator=False),
                    _off(task),
                    duration(task.mission.flown_s),
                    _ended(task, reasons),
                ),
                url=reverse("dispatch:mission", args=(task.mission.id,)),
            )
            for task in tasks
        ),
        empty=_("Nothing ended within the last 12 hours"),
        caption=_("Ended"),
    )


def _ended(task: Task, reasons: Reasons) -> SafeString:
    row = task.mission
    why = reasons.get(row.end_reason, row.end_reason)
    return format_html('{} <span class="meta">{}</span>', chip(MissionState(row.state).label), why)


def aircraft_table(craft: Sequence[Craft], now: datetime, *, may_state: bool) -> Table:
    """Return aircraft with their state and what they are promised for."""
    limit_s = parameter(STATEMENT_STALE_H, on=now).number * HOUR_S
    return Table(
        columns=(
            Column("tail", pgettext("column", "Aircraft"), whole=True),
            Column("base", _("Base")),
            Column("state", _("State")),
            Column("promised", _("Promised for")),
        ),
        rows=tuple(_craft(one, limit_s, may_state=may_state) for one in craft),
        empty=_("No aircraft"),
        caption=_("Aircraft"),
    )


def _craft(one: Craft, limit_s: float, *, may_state: bool) -> Row:
    row = one.row
    button = NOTHING
    if may_state:
        address, label = reverse("operators:state", args=(row.id,)), pgettext("action", "State")
        button = _dialog_button(address, label)
    return Row(
        cells=(
            row.tail,
            format_html(
                '{}<br><span class="meta">{}</span>',
                row.type.name if row.type else DASH,
                local(row.base.name) if row.base else "",
            ),
            format_html("{} {}", _fitness(one, limit_s), button),
            _promised(one),
        ),
        url=reverse("fleet:aircraft", args=(row.id,)),
        tone="breach" if one.endangered else "",
    )


def _fitness(one: Craft, limit_s: float) -> SafeString:
    said = one.row.statement
    if said is None:
        return chip(_("never stated"), "warn", "help")
    status = Fitness(said.status)
    parts = [str(FitnessReason(said.reason).label)] if said.reason else []
    if said.expected_back_at:
        parts.append(_("back %(time)s") % {"time": told_at(said.expected_back_at)})
    told = format_html_join(" · ", "{}", ((part,) for part in parts))
    return format_html(
        '{} <span class="meta">{}</span><br>{}',
        chip(status.label, TONES[status]),
        told,
        age(said.stated_at, limit_s=limit_s),
    )


def _promised(one: Craft) -> SafeString:
    risky = {row.id for row in one.endangered}
    return format_html_join(
        SafeString("<br>"),
        "{} {} {}",
        (
            (
                row.purpose,
                moment(row.start_at, "short"),
                chip(_("endangered"), "breach", "alert-circle") if row.id in risky else "",
            )
            for row in one.promised
        ),
    )


def contract_table(used: Sequence[ContractUse]) -> Table:
    """Return contracts with the hours bought, flown, left and expected."""
    return Table(
        columns=(
            Column("number", _("Contract"), whole=True),
            Column("until", _("Last day"), whole=True),
            Column("bought", pgettext("hours", "Bought"), numeric=True),
            Column("flown", pgettext("hours", "Flown"), numeric=True),
            Column("left", pgettext("hours", "Left"), numeric=True),
            Column("forecast", _("At this pace to the end"), numeric=True),
            Column("mark", _("State")),
        ),
        rows=tuple(_contract(one) for one in used),
        empty=_("No contracts"),
        caption=_("Hours of contracts"),
    )


def _contract(one: ContractUse) -> Row:
    hours = one.outlook
    mark = BLANK
    if hours.runs_out_on:
        word = _("used up on %(day)s") % {"day": day(hours.runs_out_on)}
        mark = chip(word, "warn", "alert-circle")
    elif one.is_short:
        mark = chip(_("little left"), "warn", "alert-circle")
    left = f"{number(hours.left_s / HOUR_S, 1)} ({percent(hours.left_percent, 0)})"
    forecast = hours.forecast_s
    return Row(
        cells=(
            format_html(
                '{}<br><span class="meta">{}</span>',
                one.contract.number,
                local(one.contract.operator_name),
            ),
            day(one.contract.valid_to),
            number(one.contract.hours_bought, 0),
            number(hours.flown_s / HOUR_S, 1),
            left,
            DASH if forecast is None else number(forecast / HOUR_S, 0),
            mark,
        ),
        tone="warn" if one.is_short else "",
    )
