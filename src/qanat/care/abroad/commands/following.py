"""Follow-up at home: after 1, 3, 6 and 12 months a patient is seen."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from qanat.care.abroad.commands.finding import decided_case, go_on
from qanat.care.abroad.models import Case, FollowUp
from qanat.care.abroad.parameters import FOLLOW_UP
from qanat.care.abroad.permissions import PREPARE
from qanat.care.abroad.queries.following import first_day
from qanat.care.abroad.queries.norms import number_on
from qanat.care.abroad.states import MONTHS, OF_FOLLOW_UP, CaseState, Result
from qanat.care.funding.commands.posting import need_past
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.days import months_later, national_day, start_of
from qanat.foundation.refusals import Conflict, Invalid
from qanat.web.wording import day


class NotFollowed(Conflict):
    """A follow-up is owed once, after the patient is home."""

    code = "not_followed"
    text = _("This follow-up is not owed, or on record already.")


class SeenImpossible(Invalid):
    """Somebody is seen after he came home, with a result."""

    code = "seen_impossible"
    field = "seen_on"
    text = _("Say how the patient is, and on which day he was seen.")


class SeenEarly(Invalid):
    """A month that has not passed tells nothing of how a patient is after it."""

    code = "seen_early"
    field = "seen_on"
    text = _("Too early: this follow-up can be entered for %(first)s or later.")


def begin_follow_ups(actor: Actor, row: Case, move: str, home_on: date, now: datetime) -> None:
    """Have a patient followed up from the day on which he is home, within a command."""
    go_on(actor, row, move, now)
    FollowUp.objects.bulk_create(
        FollowUp(case=row, month=month, due_on=months_later(home_on, month)) for month in MONTHS
    )
    _wait_for_next(row)


@command(needs=PREPARE)
def record_follow_up(
    actor: Actor,
    *,
    case_id: int,
    month: int,
    seen_on: date,
    result: str,
    note: str = "",
    now: datetime,
) -> None:
    """Take down how a patient is; a death ends the case.

    Raises:
        NotFollowed: if it is not owed, or on record.
        SeenImpossible: if the result is none, or the day is before he was home.
        SeenEarly: if the day is long before its month; a death is told at any time.
    """
    row = decided_case(actor, case_id, PREPARE)
    need_past(seen_on, now)
    if row.state != CaseState.FOLLOW_UP:
        raise NotFollowed
    rows = FollowUp.objects.select_for_update(of=("self",)).filter(case=row, month=month)
    one = rows.filter(seen_on__isnull=True).first()
    if one is None:
        raise NotFollowed
    if result not in OF_FOLLOW_UP or seen_on < national_day(row.state_at):
        raise SeenImpossible
    first = first_day(one.due_on)
    if seen_on < first and result != Result.DIED:
        raise SeenEarly(first=day(first))
    one.seen_on, one.result, one.note = seen_on, result, note.strip()
    one.at, one.by_id = now, actor.id
    one.save()
    if result == Result.DIED:
        go_on(actor, row, "note_death", now, note=note)
    else:
        _wait_for_next(row)


def _wait_for_next(row: Case) -> None:
    """Have the clock of a case run to its next follow-up."""
    owed = FollowUp.objects.filter(case=row, seen_on__isnull=True).order_by("month").first()
    grace = timedelta(days=number_on(FOLLOW_UP, national_day(row.state_at)))
    row.due_at = start_of(owed.due_on + grace) if owed else None
    row.save(update_fields=["due_at"])
