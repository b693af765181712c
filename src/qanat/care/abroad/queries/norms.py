"""The terms of a case on a day, and by when it has to go on."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from qanat.care.abroad import parameters as p
from qanat.care.abroad.rules import terms
from qanat.care.abroad.rules.terms import Term
from qanat.care.abroad.states import CARRIED_OUT, CaseState, Decision
from qanat.foundation.days import NATIONAL, is_working_day, national_day
from qanat.foundation.parameters.queries import parameter

_S = CaseState
STEPS: Final[Mapping[str, tuple[str, bool]]] = {
    _S.SUBMITTED: (p.PETITION, True),
    _S.COMPLETENESS: (p.COMPLETENESS, True),
    _S.RETURNED: (p.PAPERS, False),
    _S.ELIGIBILITY: (p.RIGHTS, True),
    _S.OPINIONS: (p.OPINIONS, True),
    _S.OFFERS: (p.OFFERS, True),
    _S.APPEALED: (p.RIGHTS, True),
    _S.RESERVED: (p.CONTRACT, True),
    _S.CONTRACTED: (p.DEPARTURE, False),
    _S.TRAVELLING: (p.WAY, False),
    _S.TREATED: (p.RETURN, False),
    _S.INVOICED: (p.RETURN, False),
    _S.RETURNING: (p.WAY, False),
}
"""The term of each step, and whether its days are working days."""
AFTER: Final[Mapping[str, tuple[str, bool]]] = {
    Decision.ABROAD: (p.RESERVE, True),
    Decision.SPECIALIST: (p.RESERVE, True),
    Decision.HOME: (p.HOME_BEGINS, False),
}
"""The same of what follows a decision; the others end a case."""
UNHURRIED: Final = (_S.RETURNED, *CARRIED_OUT)
"""Steps which the urgent lane does not make shorter."""


def number_on(key: str, day: date) -> int:
    """Return a norm of a day as a whole number."""
    return round(parameter(key, on=day).number)


def step_due_at(
    state: str, now: datetime, *, is_urgent: bool, decision: str = ""
) -> datetime | None:
    """Return by when a case has to leave a state which it enters now; ``None``: no term."""
    term = AFTER.get(decision) if state == CaseState.DECIDED else STEPS.get(state)
    if term is None:
        return None
    key, is_working = term
    in_hours = is_urgent and state not in UNHURRIED
    return _due(now, key, p.URGENT_STEP if in_hours else "", is_working=is_working)


def opinion_due_at(now: datetime, *, is_urgent: bool) -> datetime:
    """Return by when an expert who is asked now gives his opinion."""
    return _due(now, p.OPINIONS, p.URGENT_STEP if is_urgent else "", is_working=True)


def decision_due_at(now: datetime, *, is_urgent: bool) -> datetime:
    """Return by when the commission decides about a case which is registered now."""
    return _due(now, p.DECISION, p.URGENT_DECISION if is_urgent else "", is_working=False)


def appeal_until(decided_at: datetime) -> datetime:
    """Return until when a decision may be appealed against."""
    return decided_at + timedelta(days=number_on(p.APPEAL, national_day(decided_at)))


def _due(now: datetime, key: str, urgent_key: str, *, is_working: bool) -> datetime:
    day = national_day(now)
    if urgent_key:
        return now + timedelta(hours=parameter(urgent_key, on=day).number)
    return terms.due_at(now, Term(number_on(key, day), is_working), NATIONAL, is_working_on)


def is_working_on(day: date) -> bool:
    """Tell whether offices work on a day, as the government moved it."""
    moved = parameter(p.MOVED, on=day).entries.get(day.isoformat())
    return is_working_day(day) if moved is None else bool(moved)


def are_terms_verified(day: date) -> bool:
    """Tell whether a second person confirmed every term of the steps."""
    terms = (*STEPS.values(), *AFTER.values())
    keys = (p.DECISION, *(key for key, _is_working in terms))
    return all(parameter(key, on=day).verified for key in keys)
