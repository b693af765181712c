"""Hand the patients of a mission over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.engine.intervals import Stamp as Kind
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.refusals import Conflict, Invalid, NotFound
from qanat.registry.terminology.queries import is_reason
from qanat.response.dispatch.commands.finding import (
    locked_mission,
    locked_request,
    touch_mission,
    touch_request,
)
from qanat.response.dispatch.commands.receiving import confirm_receiver
from qanat.response.dispatch.commands.services import NotServed
from qanat.response.dispatch.commands.stamps import stamp_mission
from qanat.response.dispatch.permissions import CORRECT, FLY
from qanat.response.dispatch.queries.mission_details import StampRow, mission_details
from qanat.response.handover.models import Handover
from qanat.web.wording import moment

CORRECTING: Final = "correction"
SAME: Final = timedelta(minutes=1)
"""Two times which lie nearer to each other are one."""


class AlreadyHandedOver(Conflict):
    """A patient is handed over once."""

    code = "already_handed_over"
    text = _("The patient is handed over already, to %(receiver)s.")


class AlreadyCorrected(Conflict):
    """Of a line there is one correction; the next corrects that one."""

    code = "already_corrected"
    text = _("Somebody has corrected it meanwhile. Look at what stands now.")


class NoReason(Invalid):
    """A correction carries a reason of the list."""

    code = "no_reason"
    text = _("Choose a reason from the list.")


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverDraft:
    """A hand-over as written down.

    Attributes:
        at: when care passed; where the mission has that stamp already another time stands as
            a word beside it.
        request_id: whose patients; None: of every request the mission serves.
        facility_id: the hospital, if not that of the plan.
    """

    at: datetime
    receiver: str
    receiver_role: str = ""
    request_id: int | None = None
    facility_id: int | None = None
    note: str = ""


@command(needs=FLY)
def hand_over(actor: Actor, *, mission_id: int, draft: HandoverDraft, now: datetime) -> None:
    """Record who took over, and stamp the moment unless that is done.

    Raises:
        NotServed: if the mission does not serve the request.
        AlreadyHandedOver: if somebody recorded it before.
    """
    details = mission_details(actor, mission_id)
    if draft.request_id not in (None, *details.request_ids):
        raise NotServed
    served = [pk for pk in details.request_ids if draft.request_id in (None, pk)]
    requests = [locked_request(SYSTEM, pk) for pk in details.request_ids]
    row = locked_mission(actor, mission_id)
    earlier = Handover.objects.filter(mission=row, request__in=served).order_by("-id").first()
    if earlier is not None:
        raise AlreadyHandedOver(receiver=earlier.receiver)
    stamped, said = handed_over_at(details.stamps, draft.request_id), draft.note
    if stamped is not None and abs(stamped - draft.at) >= SAME:
        other = _("Another time was written: %(at)s") % {"at": moment(draft.at)}
        said = " · ".join(part for part in (draft.note, other) if part)
    if stamped is None:
        stamp_mission(
            actor,
            mission_id=mission_id,
            kind=Kind.CARE_TRANSFERRED.value,
            at=draft.at,
            now=now,
            request_id=draft.request_id,
            receiver_id=draft.facility_id,
        )
    elif draft.facility_id is not None:
        for request in requests:
            if request.pk in served:
                confirm_receiver(request, draft.facility_id, stamped)
                touch_request(request)
    Handover.objects.bulk_create(
        Handover(
            mission=row,
            request_id=pk,
            receiver=draft.receiver,
            receiver_role=draft.receiver_role,
            facility_id=draft.facility_id,
            note=said,
            by_id=actor.id,
        )
        for pk in served
    )
    row.refresh_from_db()
    touch_mission(row)


@command(needs=CORRECT)
def correct_receiver(
    actor: Actor,
    *,
    handover_id: int,
    receiver: str,
    receiver_role: str = "",
    reason: str,
    now: datetime,
) -> None:
    """Correct who took over; what was written before stays on record.

    Raises:
        NotFound: if there is no such hand-over, or the actor may not see its mission.
        AlreadyCorrected: if somebody corrected that line before.
        NoReason: if the reason is none of the list.
    """
    del now  # the database notes when
    found = Handover.objects.filter(pk=handover_id).first()
    if found is None:
        raise NotFound
    row = locked_mission(actor, found.mission_id)
    if not is_reason(CORRECTING, reason):
        raise NoReason
    if Handover.objects.filter(corrects=found).exists():
        raise AlreadyCorrected
    if (found.receiver, found.receiver_role) == (receiver, receiver_role):
        return
    Handover.objects.create(
        mission=row,
        request_id=found.request_id,
        receiver=receiver,
        receiver_role=receiver_role,
        facility_id=found.facility_id,
        note=found.note,
        corrects=found,
        reason=reason,
        by_id=actor.id,
    )
    touch_mission(row)


def handed_over_at(stamps: Sequence[StampRow], request_id: int | None) -> datetime | None:
    """Return when the care for a request's patients passed by the stamps of a mission."""
    corrected = {stamp.corrects_id for stamp in stamps}
    times = (
        stamp.at
        for stamp in stamps
        if stamp.kind == Kind.CARE_TRANSFERRED.value
        and not stamp.is_void
        and stamp.id not in corrected
        and (request_id is None or stamp.request_id in (None, request_id))
    )
    return max(times, default=None)
