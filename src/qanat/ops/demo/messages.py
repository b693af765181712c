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
from qanat.ops.demo.accounts import HOSPITAL
from qanat.ops.progress import Progress
from qanat.registry.facilities.queries import find_facility
from qanat.registry.workforce.queries import contacts_to_call
from qanat.response.dispatch.queries.aboard import aboard
from qanat.response.dispatch.queries.missions import MissionRow, MissionsWanted, mission_rows
from qanat.response.dispatch.states import MissionState
from qanat.response.dispatch.states.missions import SERVING
from qanat.response.dispatch.wording import PATIENT_COMES

ABOUT: Final = "mission"
HOSPITAL_PHONE: Final = "+77000000004"
COMING: Final = SERVING - {MissionState.AT_DESTINATION, MissionState.HANDED_OVER}
MOST: Final = 50
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
    to = _receiver(row, people)
    ids = send_message(
        SYSTEM,
        to=to,
        wording=PATIENT_COMES,
        values=_values(row),
        about=About(ABOUT, row.id, row.region),
        asks_answer=True,
    )
    send_due(Channel.SMS, timezone.now())
    if is_answered and to.account_id is None:  # whoever has an account answers for himself
        for message_id in ids:
            acknowledge_message(SYSTEM, message_id=message_id, how="code")


def _receiver(row: MissionRow, people: Mapping[str, int]) -> Recipient:
    """Return the coordinator of the account's own hospital, else who is called of the receiving."""
    receivers, own = aboard(SYSTEM, row.id).receivers, find_facility(HOSPITAL)
    if own is not None and own.id in receivers and "hospital" in people:
        return Recipient(account_id=people["hospital"], language="ru")
    called = contacts_to_call(facility_ids=receivers)
    phones = [one.phone for rows in called.values() for one in rows]
    phone = phones[0] if phones else HOSPITAL_PHONE
    return Recipient(address=phone, channel=Channel.SMS, language="ru")


def _values(row: MissionRow) -> dict[str, str | int | float]:
    at = row.planned_end_at
    local = at.astimezone(NATIONAL) if at else None
    return {"number": row.number, "vehicle": row.vehicle, "at": f"{local:%H:%M}" if local else ""}
