"""From when on a patient is seen after so many months at home."""

from datetime import date, timedelta

from qanat.care.abroad.models import FollowUp
from qanat.care.abroad.parameters import FOLLOW_UP_EARLY
from qanat.care.abroad.queries.norms import number_on


def first_day(due_on: date) -> date:
    """Return the first day on which a follow-up that is due on a day may be taken."""
    return due_on - timedelta(days=number_on(FOLLOW_UP_EARLY, due_on))


def first_day_of(case_id: int, month: int) -> date | None:
    """Return the same of one which is owed; None where none is."""
    owed = FollowUp.objects.filter(case=case_id, month=month, seen_on__isnull=True)
    due_on = owed.values_list("due_on", flat=True).first()
    return first_day(due_on) if due_on else None
