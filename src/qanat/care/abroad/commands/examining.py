"""Petition, registration, completeness: from the health department to the working body and back."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qanat.care.abroad.commands.finding import go_on, locked_case
from qanat.care.abroad.commands.preparing import need_papers
from qanat.care.abroad.models import Case
from qanat.care.abroad.permissions import CHECK, PETITION, PREPARE
from qanat.care.abroad.queries.acts import act_on
from qanat.care.abroad.queries.norms import decision_due_at
from qanat.care.abroad.queries.papers import items_of
from qanat.care.abroad.queries.rights import class_now
from qanat.care.abroad.rules.checklist import is_complete
from qanat.care.abroad.rules.terms import moved_on
from qanat.care.abroad.states import Decision
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.days import national_day
from qanat.foundation.refusals import Conflict

REGISTERED = ("registered_at", "act", "decide_by", "stopped_at", "priority")
HEARD_ANEW = (Decision.REFUSE, Decision.HOME, Decision.DEFER)
"""Decisions after which a case may be handed in with something new."""


class PapersIncomplete(Conflict):
    """What is confirmed to be complete is complete."""

    code = "papers_incomplete"
    text = _("The package is not complete. The checklist says what is missing or not judged yet.")


class NothingToHear(Conflict):
    """Only some decisions are heard anew."""

    code = "nothing_to_hear"
    text = _("After this decision the case is not handed in anew.")


@command(needs=PETITION)
def give_case_back(
    actor: Actor, *, case_id: int, reason: str, note: str = "", now: datetime
) -> None:
    """Give a case back to the hospital before it is sent on."""
    row = locked_case(actor, case_id, PETITION)
    go_on(actor, row, "give_back", now, reason=reason, note=note)


@command(needs=PETITION)
def petition_case(actor: Actor, *, case_id: int, now: datetime) -> None:
    """Send a case with the department's petition to the working body: it is registered.

    From now on it is under the act in force today, and its clocks run.

    Raises:
        PapersMissing: if the petition or another paper is.
        NotFound: if no act is in force.
    """
    row = locked_case(actor, case_id, PETITION)
    need_papers(row, now, by_region=True)
    _register(row, now)
    go_on(actor, row, "petition", now, also=REGISTERED)


@command(needs=CHECK)
def return_case(actor: Actor, *, case_id: int, reason: str, note: str = "", now: datetime) -> None:
    """Ask the hospital for missing papers: until they come the clock stands still."""
    row = locked_case(actor, case_id, CHECK)
    row.stopped_at = now
    go_on(actor, row, "return_papers", now, reason=reason, note=note, also=("stopped_at",))


@command(needs=PREPARE)
def hand_in_again(actor: Actor, *, case_id: int, now: datetime) -> None:
    """Hand a returned case in again: the clock goes on where it stood.

    Raises:
        PapersMissing: if papers are still missing.
    """
    row = locked_case(actor, case_id, PREPARE)
    need_papers(row, now, by_region=True)
    if row.stopped_at is not None and row.decide_by is not None:
        row.decide_by = moved_on(row.decide_by, row.stopped_at, now)
    row.stopped_at, row.priority = None, class_now(row, now)
    go_on(actor, row, "hand_in_again", now, also=("stopped_at", "decide_by", "priority"))


@command(needs=CHECK)
def confirm_complete(actor: Actor, *, case_id: int, now: datetime) -> None:
    """Say that the package is complete: every paper is there, in date, judged, and the patient's.

    Raises:
        PapersIncomplete: if it is not.
    """
    row = locked_case(actor, case_id, CHECK)
    if not is_complete(items_of(row, now)):
        raise PapersIncomplete
    go_on(actor, row, "confirm_complete", now)


@command(needs=PREPARE)
def resubmit_case(actor: Actor, *, case_id: int, now: datetime) -> None:
    """Hand a case in anew, under the act of today, after a decision that sends nobody.

    Raises:
        NothingToHear: if he is sent, or a specialist comes.
        PapersMissing: if papers are missing or out of date by now.
    """
    row = locked_case(actor, case_id, PREPARE)
    if row.decision not in HEARD_ANEW:
        raise NothingToHear
    _register(row, now)
    need_papers(row, now, by_region=True)
    row.decision, row.decided_at = "", None
    go_on(actor, row, "resubmit", now, also=(*REGISTERED, "decision", "decided_at"))


def _register(row: Case, now: datetime) -> None:
    row.registered_at, row.act = now, act_on(national_day(now)).code
    row.stopped_at = None
    row.decide_by = decision_due_at(now, is_urgent=row.is_urgent)
    row.priority = class_now(row, now)
