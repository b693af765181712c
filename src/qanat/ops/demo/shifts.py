"""Shifts of the demonstration: one handed over, one at work; an exercise that is over."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from qanat.foundation.actors import SYSTEM, Actor
from qanat.response.crisis.commands.casualties import (
    CasualtyDraft,
    enter_casualties,
    request_for_casualties,
    sort_again,
)
from qanat.response.crisis.commands.incidents import (
    IncidentDraft,
    declare_incident,
    move_incident,
)
from qanat.response.crisis.queries.incidents import casualty_rows, incident_count
from qanat.response.dispatch.commands.intake import withdraw_request
from qanat.response.shifts import commands
from qanat.response.shifts.queries.shifts import current_shift

BEFORE: Final = (
    (300, "note", "Смена принята. Все рабочие места и телефоны проверены."),
    (120, "technical", "Пропадала связь с базой на 10 минут, восстановлена."),
    (45, "pass_on", "Авиакомпания обещала сообщить готовность запасного борта до начала смены."),
)
NOW: Final = (
    (90, "note", "Смена принята, открытые заявки просмотрены."),
    (55, "contact", "Разговор с больницей Талдыкоргана: реанимация готова принять двух пациентов."),
    (20, "pass_on", "Проверить согласие принимающей больницы по заявке на ночь."),
)
HURT: Final = (
    ("red", "male", "adult", "Травма груди, одышка"),
    ("red", "female", "child", "Ожог 30 %"),
    ("yellow", "male", "adult", "Перелом бедра"),
    ("yellow", "female", "adult", "Перелом таза"),
    ("yellow", "male", "old", "Закрытая травма живота"),
    ("green", "female", "adult", "Ушибы"),
    ("green", "male", "child", "Ссадины"),
    ("green", "male", "adult", "Рана кисти"),
    ("black", "unknown", "adult", ""),
)
TALGAR: Final = (77.24, 43.30)


def fill_shifts(people: Mapping[str, int], now: datetime) -> None:
    """Make an earlier shift that was handed over and one at work, once."""
    if current_shift(SYSTEM) is not None:
        return
    chief = Actor(people["chief"], "chief", is_all=True)
    dispatcher = Actor(people["dispatcher"], "dispatcher", is_all=True)
    began, changed = now - timedelta(hours=14), now - timedelta(hours=2)
    first = commands.open_shift(chief, now=began)
    commands.join_shift(dispatcher, shift_id=first, now=began)
    _log(dispatcher, first, BEFORE, changed)
    remarks = "Спокойная смена. Обратить внимание на запасной борт и дорогу через перевал."
    signed = commands.hand_over_shift(chief, shift_id=first, remarks=remarks, now=changed)
    following = commands.take_over_shift(
        dispatcher,
        shift_id=first,
        hand_over_id=signed,
        remarks="Принято.",
        now=changed + timedelta(minutes=4),
    )
    commands.join_shift(chief, shift_id=following, now=now - timedelta(minutes=100))
    _log(dispatcher, following, NOW, now)


def fill_crisis(people: Mapping[str, int], now: datetime) -> None:
    """Make one small exercise of mass casualties, stood down, once."""
    if incident_count(SYSTEM):
        return
    dispatcher = Actor(people["dispatcher"], "dispatcher", is_all=True)
    then = now - timedelta(days=1, hours=3)
    lon, lat = TALGAR
    draft = IncidentDraft(
        kind="road",
        happened_at=then,
        place="Учебный полигон, трасса у Талгара",
        lon=lon,
        lat=lat,
        estimated=10,
        note="Плановое учение: автобус и грузовик.",
        is_exercise=True,
    )
    pk = declare_incident(dispatcher, draft=draft, now=then + timedelta(minutes=3))
    move_incident(dispatcher, incident_id=pk, name="activate", now=then + timedelta(minutes=5))
    drafts = [
        CasualtyDraft(category=category, sex=sex, age=age, injury=injury)
        for category, sex, age, injury in HURT
    ]
    at = then + timedelta(minutes=12)
    enter_casualties(dispatcher, incident_id=pk, drafts=drafts, now=at)
    rows = casualty_rows(pk)
    worse = next(row for row in rows if row.category == "yellow")
    sort_again(
        dispatcher,
        casualty_id=worse.id,
        category="red",
        note="Бледность, слабый пульс",
        now=at + timedelta(minutes=9),
    )
    made = request_for_casualties(
        dispatcher,
        incident_id=pk,
        casualty_ids=[row.id for row in rows[:2]],
        now=at + timedelta(minutes=11),
    )
    for request_id in made:
        withdraw_request(
            SYSTEM,
            request_id=request_id,
            reason="other_transport",
            now=at + timedelta(minutes=60),
        )
    move_incident(dispatcher, incident_id=pk, name="stand_down", now=at + timedelta(minutes=75))


def _log(
    actor: Actor, shift_id: int, lines: tuple[tuple[int, str, str], ...], until: datetime
) -> None:
    for minutes, kind, text in lines:
        at = until - timedelta(minutes=minutes)
        commands.write_entry(actor, shift_id=shift_id, text=text, kind=kind, now=at)
