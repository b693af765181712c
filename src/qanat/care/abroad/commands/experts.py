"""Ask experts, and take their opinions: none sees whose case it is, nor what another holds."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qanat.care.abroad.commands.finding import go_on, locked_case
from qanat.care.abroad.models import Case, Task
from qanat.care.abroad.permissions import CHECK, OPINE, PREPARE
from qanat.care.abroad.queries.norms import opinion_due_at
from qanat.care.abroad.states import TASK, CaseState, TaskState, Verdict
from qanat.foundation.access.session import actor_of_account
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.moving import make_move
from qanat.foundation.refusals import Conflict, Invalid, NotFound
from qanat.response.dispatch.commands.numbers import next_number


class NotExpert(Invalid):
    """Only experts are asked."""

    code = "not_expert"
    field = "expert"
    text = _("Choose an expert of the list.")


class ExpertInvolved(Conflict):
    """Who prepared a case, or has it already, is not asked about it."""

    code = "expert_involved"
    field = "expert"
    text = _("This expert has to do with the case already. Choose another one.")


class OpinionMissing(Invalid):
    """An opinion is a verdict with its reasons."""

    code = "opinion_missing"
    field = "text"
    text = _("Choose a verdict and give your reasons.")


@command(needs=CHECK)
def ask_expert(
    actor: Actor, *, case_id: int, expert_id: int, question: str = "", now: datetime
) -> int:
    """Ask an expert; with the first one the case goes to the experts. Asked twice it is the same.

    Raises:
        WrongState: if the case is not there yet, or past it.
        NotExpert: if the account is no expert's.
        ExpertInvolved: if he prepared the case, works where the patient is treated, or declined.
    """
    row = locked_case(actor, case_id, CHECK)
    if row.state != CaseState.OPINIONS:
        go_on(actor, row, "ask_experts", now)
    known = Task.objects.filter(case=row, expert_id=expert_id).order_by("-id").first()
    if known is not None and known.state in (TaskState.ASKED, TaskState.GIVEN):
        return known.pk
    if known is not None:
        raise ExpertInvolved
    _need_uninvolved(row, expert_id)
    task = Task.objects.create(
        number=next_number("TE", "", now),
        case=row,
        expert_id=expert_id,
        question=question,
        asked_at=now,
        asked_by=actor.id,
        due_at=opinion_due_at(now, is_urgent=row.is_urgent),
    )
    return task.pk


@command(needs=OPINE)
def give_expert_opinion(
    actor: Actor, *, task_id: int, verdict: str, text: str, now: datetime
) -> None:
    """Give one's opinion, once.

    Raises:
        NotFound: if somebody else is asked.
        OpinionMissing: if the verdict or its reasons are.
    """
    if verdict not in Verdict.values or not text.strip():
        raise OpinionMissing
    task = _own_task(actor, task_id)
    task.verdict, task.text, task.ended_at = verdict, text.strip(), now
    make_move(actor, task, TASK, "give", also=("verdict", "text", "ended_at"))


@command(needs=OPINE)
def decline_task(actor: Actor, *, task_id: int, reason: str, note: str = "", now: datetime) -> None:
    """Decline to give an opinion: a conflict of interest, another field."""
    task = _own_task(actor, task_id)
    task.ended_at = now
    make_move(actor, task, TASK, "decline", reason=reason, note=note, also=("ended_at",))


@command(needs=CHECK)
def release_task(actor: Actor, *, task_id: int, now: datetime) -> None:
    """Ask an expert no longer, who does not answer."""
    found = Task.objects.filter(pk=task_id).first()
    if found is None:
        raise NotFound
    locked_case(actor, found.case_id, CHECK)
    task = Task.objects.select_for_update(of=("self",)).get(pk=task_id)
    task.ended_at = now
    make_move(actor, task, TASK, "release", also=("ended_at",))


def _own_task(actor: Actor, task_id: int) -> Task:
    rows = Task.objects.of_expert(actor).select_for_update(of=("self",))
    if (task := rows.filter(pk=task_id).first()) is None:
        raise NotFound
    return task


def _need_uninvolved(row: Case, expert_id: int) -> None:
    """See that an account is an expert's who has nothing to do with a case otherwise."""
    expert = actor_of_account(expert_id)
    if not expert.may(OPINE):
        raise NotExpert
    at_hospital = any(row.facility_id in grant.scope.organisations for grant in expert.grants)
    prepares = row.region_id in expert.scope_of(PREPARE).regions
    if at_hospital or prepares or row.made_by == expert_id:
        raise ExpertInvolved
