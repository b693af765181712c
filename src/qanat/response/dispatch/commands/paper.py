"""Enter a whole sheet of paper in one go: all of it is stored, or nothing is."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.refusals import Conflict
from qanat.registry.patients.commands.drafts import PatientDraft
from qanat.response.dispatch.commands.clinical import Judgement, review_request
from qanat.response.dispatch.commands.intake import Intake
from qanat.response.dispatch.commands.past import NotLater, PaperMission, enter_past_mission
from qanat.response.dispatch.commands.taking import Taken, take_down
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.models.requests import Origin
from qanat.response.dispatch.permissions import CORRECT


class EnteredAlready(Conflict):
    """One sheet is entered once."""

    code = "entered_already"
    text = gettext_lazy(
        "Such a sheet is entered already: %(number)s. Look at it before you enter another."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A physician's decision as it stands on paper."""

    decision: str
    decided_at: datetime
    decided_by: str
    reason: str = ""
    note: str = ""


@command(needs=CORRECT)
def enter_sheet(
    actor: Actor,
    *,
    intake: Intake,
    person: PatientDraft | None,
    ruling: Ruling | None,
    mission: PaperMission | None,
    is_again: bool = False,
    now: datetime,
) -> Taken:
    """Store a request with its decision and its mission, as of when they were on paper.

    The decision is the physician's who is named; whoever types it stands in the audit.

    Raises:
        NotLater: if it is not marked as entered later.
        EnteredAlready: if such a sheet was entered, and no second one is meant.
        NotAllowed: if the region is not the actor's.
    """
    if not intake.is_later_entry:
        raise NotLater(number="")
    known = Request.objects.filter(
        origin=Origin.PAPER,
        received_at=intake.received_at,
        sending_facility=intake.sending_facility_id,
        settlement=intake.settlement_id,
        diagnosis=intake.diagnosis,
    )
    if not is_again and (number := known.values_list("number", flat=True).first()):
        raise EnteredAlready(number=number)
    taken = take_down(actor, intake=intake, person=person, now=now)
    if ruling is not None:
        said = _("Decided on paper by %(name)s.") % {"name": ruling.decided_by}
        judgement = Judgement(
            decision=ruling.decision,
            reason=ruling.reason,
            note=f"{said} {ruling.note}".strip()[:2000],
        )
        review_request(
            SYSTEM,
            request_id=taken.request_id,
            version=None,
            judgement=judgement,
            now=ruling.decided_at,
        )
    if mission is not None:
        enter_past_mission(actor, request_id=taken.request_id, draft=mission, now=now)
    return taken
