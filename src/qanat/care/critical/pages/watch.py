"""The page of one watched patient: how he is, how it went, who saw him, what is to be done."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from qanat.care.critical.forms.rounds import ConclusionForm
from qanat.care.critical.pages.lines import (
    SCORES,
    TONES,
    line_of,
    score_text,
    support_words,
    why_not_valid,
    why_words,
)
from qanat.care.critical.parameters import ASSUMED
from qanat.care.critical.permissions import COUNCIL, END, MOVE, REPORT, ROUND, SEE
from qanat.care.critical.queries.norms import norms_on
from qanat.care.critical.queries.record import FindingsRow, WatchRecord, watch_record
from qanat.care.critical.states import WATCH, Condition, CouncilState, Outcome, WatchState
from qanat.care.telemedicine.permissions import ORDER
from qanat.care.telemedicine.permissions import SEE as CONSULTATIONS
from qanat.care.telemedicine.queries.orders import OrderRow, orders_of_patient
from qanat.care.telemedicine.states import Advice, OrderState
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.audit.queries import EntryRow
from qanat.foundation.days import national_day
from qanat.registry.terminology.queries import names_of
from qanat.response.dispatch.permissions import SEE as REQUESTS
from qanat.response.dispatch.queries.drafts import find_draft
from qanat.response.dispatch.queries.requests import RequestRow, requests_by_id
from qanat.response.dispatch.states import RequestState
from qanat.web import wording
from qanat.web.charts.lines import Series, line
from qanat.web.charts.svg import Chart
from qanat.web.figures import Figure
from qanat.web.reply import Values, page

PAGE: Final = "critical/watch.html"
LEAST_FOR_A_LINE: Final = 2
ROWS_OF_TABLE: Final = 12
MOST_ORDERS: Final = 20


@require_GET
def show(request: HttpRequest, watch_id: int) -> HttpResponse:
    """Show a watched patient."""
    actor = actor_of(request)
    actor.need(SEE)
    return page(request, PAGE, watch_context(actor, watch_id), fragment="record")


def watch_context(actor: Actor, watch_id: int) -> Values:
    """Return what the page of a watch shows."""
    record, now = watch_record(actor, watch_id), timezone.now()
    row = record.row
    is_mine = row.round_taken_by == actor.id
    newest = record.findings[-1] if record.findings else None
    about = _request(actor, row.request_id, now)
    context: Values = {
        "record": record,
        "row": row,
        "line": line_of(row, now),
        "newest": newest,
        "tiles": tiles(newest),
        "scores": _scores(newest),
        "charts": _charts(record.findings),
        "organs": _organs_score(newest),
        "table": [_told(record, one) for one in reversed(record.findings[-ROWS_OF_TABLE:])],
        "conditions": dict(Condition.choices),
        "advice": dict(Advice.choices),
        "moves": [_move(record, one) for one in record.moves],
        "others": [
            (one, Outcome(one.outcome).label if one.outcome else "") for one in record.others
        ],
        "can_report": actor.may(REPORT) and row.is_open,
        "can_ask": actor.may(ROUND) and row.is_open and row.asked_at is None,
        "can_take": actor.may(ROUND) and row.is_open and not is_mine,
        "can_conclude": actor.may(ROUND) and row.is_open and is_mine,
        "can_end": actor.may(END) and row.is_open,
        "can_correct": actor.may(END) and not row.is_open and record.goes_on_as is None,
        "can_move": actor.may(MOVE) and row.state == WatchState.WATCHED,
        "can_stay": actor.may(MOVE) and row.state == WatchState.MOVING,
        "request_row": about,
        "request_state": RequestState(about.state).label if about else "",
        "is_verified": norms_on(national_day(now)).is_verified,
        "source": ASSUMED,
    }
    if context["can_conclude"]:
        context |= _writing(actor, watch_id)
    return context | _around(actor, record)


def _around(actor: Actor, record: WatchRecord) -> Values:
    """Return the councils and consultations about the patient, and what may be done there."""
    council = next((c for c in record.councils if c.state == CouncilState.CALLED), None)
    may_order = actor.may(ORDER) and record.row.is_open and record.row.person is not None
    has_spoken = council is not None and any(o.by_id == actor.id for o in council.opinions)
    return {
        "specialties": names_of("specialty"),
        "council": council,
        "councils": [c for c in record.councils if c.state == CouncilState.CONCLUDED],
        "can_call_council": actor.may(COUNCIL) and record.row.is_open and council is None,
        "can_cancel_council": actor.may(COUNCIL) and council is not None,
        "can_opine": actor.may(ROUND) and council is not None and not has_spoken,
        "can_conclude_council": council is not None and has_spoken,
        "can_order": may_order,
        "orders": _orders(actor, record),
        "order_states": dict(OrderState.choices),
    }


def _orders(actor: Actor, record: WatchRecord) -> list[OrderRow]:
    """Return the consultations about the patient which are no rounds and no councils."""
    if not actor.may(CONSULTATIONS):
        return []
    own = {one.order_id for one in record.rounds} | {one.order_id for one in record.councils}
    orders = orders_of_patient(actor, record.row.patient_id, count=MOST_ORDERS)
    return [one for one in orders if one.id not in own]


def _request(actor: Actor, request_id: int | None, now: datetime) -> RequestRow | None:
    """Return the request which moves the patient, where it is open to the viewer."""
    if request_id is None or not actor.may(REQUESTS):
        return None
    return requests_by_id(actor, [request_id], now).get(request_id)


def draft_name(watch_id: int) -> str:
    """Return the name under which the conclusion being written is kept."""
    return f"round:{watch_id}"


def _writing(actor: Actor, watch_id: int) -> Values:
    """Return the form of the conclusion with what was typed and not sent yet."""
    draft = find_draft(actor, draft_name(watch_id))
    kept = {name: told[0] for name, told in draft.values.items() if told} if draft else {}
    saved_at = draft.saved_at if draft is not None and kept.get("text") else None
    return {"form": ConclusionForm(initial=kept), "saved_at": saved_at}


def tiles(one: FindingsRow | None) -> list[Figure]:
    """Return the newest vital signs as tiles."""
    if one is None:
        return []
    v = one.values
    pressure = ""
    if v["systolic"] is not None:
        pressure = f"{_number(v['systolic'])}/{_number(v['diastolic']) or '–'}"
    oxygen = pgettext("vitals", "on oxygen") if one.is_on_oxygen else ""
    return [
        Figure(pgettext("vitals", "Breaths"), _number(v["respiratory_rate"]), _("/min")),
        Figure("SpO₂", _number(v["spo2"]), "%", note=oxygen),
        Figure(pgettext("vitals", "Pressure"), pressure, _("mmHg")),
        Figure(pgettext("vitals", "Pulse"), _number(v["heart_rate"]), _("/min")),
        Figure(pgettext("vitals", "Temperature"), _number(v["temperature_c"], 1), "°C"),
    ]


def _scores(one: FindingsRow | None) -> list[Values]:
    """Return the newest scores: the whole, the least they can be, or why they are not made."""
    if one is None:
        return []
    found = []
    for name, score in one.scores.items():
        if name == "gcs" and score["kind"] != "whole":
            continue
        is_valid = score["kind"] != "not_valid"
        total = score.get("total", score.get("at_least"))
        found.append(
            {
                "name": score["method"],
                "value": f"{'≥ ' if score['kind'] == 'partial' else ''}{total}" if is_valid else "",
                "why": "" if is_valid else why_not_valid(score.get("reason")),
                "is_partial": score["kind"] == "partial",
                "tone": TONES.get(str(score.get("level", "")), ""),
                "is_verified": score.get("verified", False),
                "source": score.get("version", ""),
            }
        )
    return found


def _told(record: WatchRecord, one: FindingsRow) -> Values:
    """Return findings as a line of the table."""
    return {
        "at": one.at,
        "by": record.names[one.by_id],
        "condition": Condition(one.condition).label,
        "score": score_text(one.score_name, one.score, is_partial=one.is_score_partial),
        "tone": TONES.get(one.level, ""),
        "sofa": _sofa(one),
        "values": one.values,
        "support": support_words(one.support),
        "worse": why_words(one.worse_in),
        "note": one.note,
    }


def _move(record: WatchRecord, one: EntryRow) -> Values:
    """Return a move as the history tells it: an outcome with the one that stood there before."""
    outcomes = one.changes.get("outcome")
    told = [Outcome(code).label for code in outcomes if code] if isinstance(outcomes, list) else []
    what = WATCH.past(one.move)
    if told and one.move in ("end", "correct"):
        what = f"{what}: {' → '.join(map(str, told))}"
    return {"at": one.at, "what": what, "who": record.names[one.actor_id], "note": one.note}


def _sofa(one: FindingsRow) -> str:
    """Write SOFA, or the least it can be; "" where it says nothing."""
    if one.sofa is None:
        return ""
    return f"{'≥ ' if one.scores['sofa']['kind'] == 'partial' else ''}{one.sofa}"


def _organs_score(one: FindingsRow | None) -> str:
    """Return the name of the score of the organs: a child has one of its own."""
    made = one.scores.get("sofa", {}) if one else {}
    return str(made.get("method", "SOFA"))


def _charts(rows: Sequence[FindingsRow]) -> list[Chart]:
    """Draw the scores and the vital signs over time; nothing where they were found once."""
    if len(rows) < LEAST_FOR_A_LINE:
        return []
    at = [_moment(one.at) for one in rows]
    scores = [
        Series(label, tuple(r.score if r.score_name == name else None for r in rows))
        for name, label in SCORES.items()
    ]
    scores.append(Series(_organs_score(rows[-1]), tuple(r.sofa for r in rows)))
    vitals = [
        Series(pgettext("vitals", "Pulse"), _column(rows, "heart_rate")),
        Series(pgettext("vitals", "Pressure"), _column(rows, "systolic")),
        Series("SpO₂", _column(rows, "spo2")),
        Series(pgettext("vitals", "Breaths"), _column(rows, "respiratory_rate")),
    ]
    drawn = ((_("Scores over time"), scores), (_("Vital signs over time"), vitals))
    known = [
        (title, [one for one in series if any(v is not None for v in one.values)])
        for title, series in drawn
    ]
    return [line(title, at, series) for title, series in known if series]


def _column(rows: Sequence[FindingsRow], name: str) -> tuple[float | None, ...]:
    return tuple(one.values[name] for one in rows)


def _moment(at: datetime) -> str:
    return wording.moment(at, "short")


def _number(value: float | None, decimals: int = 0) -> str:
    return "" if value is None else wording.number(value, decimals)
