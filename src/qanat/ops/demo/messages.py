"""Messages of the demonstration beside its call-outs: hospitals are told of those who come.

They go the way of every message: queued, taken by the tray in place of a gateway, confirmed.
"""

from collections.abc import Mapping
from typing import Final

from django.utils import timezone

from qanat.foundation.actors import SYSTEM
from qanat.foundation.days import NATIONAL
from qanat.foundation.messages.commands import (
    About,
    Recipient,
    acknowledge_message,
    send_message,
)
from qanat.foundation.messages.queries import timeline
from qanat.foundation.messages.sending import send_due
from qanat.foundation.messages.states import Channel
from qanat.ops.progress import Progress
from qanat.response.dispatch.queries.missions import MissionRow, MissionsWanted, mission_rows
from qanat.response.dispatch.states import MissionState
from qanat.response.dispatch.states.missions import SERVING
from qanat.response.dispatch.wording import PATIENT_COMES

ABOUT: Final = "mission"
HOSPITAL_PHONE: Final = "+77000000004"
COMING: Final = SERVING - {MissionState.AT_DESTINATION, MissionState.HANDED_OVER}
MOST: Final = 8
"""So many missions have their messages; the others went before."""


def fill_messages(progress: Progress, people: Mapping[str, int]) -> None:
    """Tell the hospitals to which missions are under way, once for each.

    Args:
        progress: tells whoever waits.
        people: ids of the demonstration's accounts by user name.
    """
    rows = [
        row
        for row in mission_rows(SYSTEM, MissionsWanted(mode="air"), count=MOST)
        if row.is_synthetic and not timeline(SYSTEM, ABOUT, row.id)
    ]
    if not rows:
        return
    progress("Sending messages to the tray")
    for number, row in enumerate(rows):
        if row.state in COMING:
            _tell_hospital(row, people, is_answered=bool(number % 2))


def _tell_hospital(row: MissionRow, people: Mapping[str, int], *, is_answered: bool) -> None:
    account_id = people.get("hospital")
    to = (
        Recipient(account_id=account_id, language="ru")
        if account_id is not None
        else Recipient(address=HOSPITAL_PHONE, channel=Channel.SMS, language="ru")
    )
    ids = send_message(
        SYSTEM,
        to=to,
        wording=PATIENT_COMES,
        values=_values(row),
        about=About(ABOUT, row.id, row.region),
        asks_answer=True,
    )
    send_due(Channel.SMS, timezone.now())
    if is_answered:
        for message_id in ids:
            acknowledge_message(SYSTEM, message_id=message_id, how="code")


def _values(row: MissionRow) -> dict[str, str | int | float]:
    at = row.planned_end_at
    local = at.astimezone(NATIONAL) if at else None
    return {"number": row.number, "vehicle": row.vehicle, "at": f"{local:%H:%M}" if local else ""}
