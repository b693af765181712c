"""Messages of the demonstration: crews called out, airlines and hospitals told, some answers.

They go the way of every message: queued, taken by the tray in place of a gateway, confirmed.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from qanat.foundation.actors import SYSTEM
from qanat.foundation.messages.commands import (
    About,
    Recipient,
    acknowledge_message,
    call_out,
    pass_on_silent,
    send_message,
)
from qanat.foundation.messages.queries import calls_about, timeline
from qanat.foundation.messages.sending import send_due
from qanat.foundation.messages.states import Channel
from qanat.ops.progress import Progress
from qanat.response.dispatch.queries.missions import MissionRow, MissionsWanted, mission_rows
from qanat.response.dispatch.states import MissionState
from qanat.response.dispatch.wording import CREW_CALLED, MISSION_OFFERED, PATIENT_COMES

ABOUT: Final = "mission"
CREW_ANSWERS_S: Final = 60
LONG_S: Final = 6 * 3600
"""How long a call-out of the demonstration waits for whoever looks at it."""
DUTY_PHONE: Final = "+77000000001"
SECOND_PHONE: Final = "+77000000002"
AIRLINE_PHONE: Final = "+77000000003"
HOSPITAL_PHONE: Final = "+77000000004"
MOST: Final = 8
"""So many missions have their messages; the others went before."""


def fill_messages(progress: Progress, people: Mapping[str, int], airline: int | None) -> None:
    """Send what belongs to the missions under way, once for each.

    Args:
        progress: tells whoever waits.
        people: ids of the demonstration's accounts by user name.
        airline: operator whose desk is one of them.
    """
    rows = [
        row
        for row in mission_rows(SYSTEM, MissionsWanted(mode="air"), count=MOST)
        if row.is_synthetic and not timeline(SYSTEM, ABOUT, row.id)
    ]
    if not rows:
        return
    progress("Sending messages to the tray")
    _pass_one_on(rows[0], people)
    for number, row in enumerate(rows):
        _tell_airline(row, people, airline, is_answered=number % 3 != 1)
        if number and row.state != MissionState.PLANNED:
            _call_crew(row, is_answered=number % 2 == 0, people=people)
        if row.state in {MissionState.ON_BOARD, MissionState.DEPARTED}:
            _tell_hospital(row, people, is_answered=bool(number % 2))


def _pass_one_on(row: MissionRow, people: Mapping[str, int]) -> None:
    """Call somebody who keeps silent; the second of the chain answers."""
    chain = [
        Recipient(address=DUTY_PHONE, channel=Channel.SMS, language="ru"),
        Recipient(account_id=people.get("team"), language="ru"),
    ]
    _call(row, chain, CREW_ANSWERS_S)
    pass_on_silent(SYSTEM, now=timezone.now() + timedelta(seconds=CREW_ANSWERS_S))
    (call,) = calls_about(SYSTEM, ABOUT, row.id)
    _answer([message.id for message in call.messages if message.step])


def _call_crew(row: MissionRow, *, is_answered: bool, people: Mapping[str, int]) -> None:
    chain = [
        Recipient(account_id=people.get("team"), language="ru"),
        Recipient(address=SECOND_PHONE, channel=Channel.SMS, language="ru"),
    ]
    _call(row, chain, LONG_S)
    if is_answered:
        (call,) = calls_about(SYSTEM, ABOUT, row.id)
        _answer([message.id for message in call.messages])


def _call(row: MissionRow, chain: list[Recipient], ack_within_s: int) -> None:
    call_out(
        SYSTEM,
        chain=chain,
        wording=CREW_CALLED,
        values=_values(row),
        ack_within_s=ack_within_s,
        about=About(ABOUT, row.id, row.region),
    )
    send_due(Channel.SMS, timezone.now())


def _tell_airline(
    row: MissionRow, people: Mapping[str, int], airline: int | None, *, is_answered: bool
) -> None:
    desk = people.get("airline") if row.operator_id == airline else None
    is_answered = is_answered and row.state != MissionState.PLANNED
    _send(row, desk, AIRLINE_PHONE, MISSION_OFFERED, is_answered=is_answered)


def _tell_hospital(row: MissionRow, people: Mapping[str, int], *, is_answered: bool) -> None:
    _send(row, people.get("hospital"), HOSPITAL_PHONE, PATIENT_COMES, is_answered=is_answered)


def _send(
    row: MissionRow, account_id: int | None, phone: str, wording: str, *, is_answered: bool
) -> None:
    to = (
        Recipient(account_id=account_id, language="ru")
        if account_id is not None
        else Recipient(address=phone, channel=Channel.SMS, language="ru")
    )
    ids = send_message(
        SYSTEM,
        to=to,
        wording=wording,
        values=_values(row, "planned_end_at" if wording == PATIENT_COMES else ""),
        about=About(ABOUT, row.id, row.region),
        asks_answer=True,
    )
    send_due(Channel.SMS, timezone.now())
    if is_answered:
        _answer(ids)


def _answer(ids: list[int]) -> None:
    for message_id in ids:
        acknowledge_message(SYSTEM, message_id=message_id, how="code")


def _values(row: MissionRow, moment: str = "") -> dict[str, str | int | float]:
    at: datetime | None = row.planned_end_at if moment else row.planned_departure_at
    local = at.astimezone(ZoneInfo(settings.QANAT_ZONE)) if at else None
    return {
        "number": row.number,
        "vehicle": row.vehicle,
        "at": f"{local:%H:%M}" if local else "",
    }
