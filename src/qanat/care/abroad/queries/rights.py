"""What the acts say of a case on its day, and where it stands among others."""

from datetime import date, datetime
from typing import Final

from qanat.care.abroad.models import Case
from qanat.care.abroad.queries.acts import ACTS, act_on
from qanat.care.abroad.rules.acts import Act
from qanat.care.abroad.rules.eligibility import ADULT_YEARS, Finding, Told, assess
from qanat.care.abroad.rules.queue import class_of
from qanat.care.abroad.rules.replay import Replay, replay
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.days import national_day
from qanat.foundation.refusals import NotFound
from qanat.registry.patients.queries import patients_by_id

DAYS_PER_YEAR: Final = 365.2425


def act_of(row: Case, now: datetime) -> Act:
    """Return the act of a case: its own, or before registration the one in force now.

    Raises:
        NotFound: if no act is in force.
    """
    return get_act(row.act) if row.act else act_on(national_day(now))


def get_act(code: str) -> Act:
    """Return an act by its code.

    Raises:
        NotFound: if there is none.
    """
    for act in ACTS:
        if act.code == code:
            return act
    raise NotFound


def told_of(row: Case, now: datetime) -> Told:
    """Return what is known of a case, its age as of registration."""
    return Told(
        age_years=age_on(row.patient_id, national_day(row.registered_at or now)),
        disease=row.disease,
        is_citizen=row.is_citizen,
        is_pregnant=row.is_pregnant,
        is_injured_on_duty=row.is_injured_on_duty,
        is_available_at_home=row.is_available_at_home,
        is_transportable=row.is_transportable,
        can_benefit=row.can_benefit,
        is_self_arranged=row.is_self_arranged,
    )


def finding_of(row: Case, now: datetime) -> Finding:
    """Return what the act of a case says of it."""
    return assess(act_of(row, now), told_of(row, now))


def replay_by(actor: Actor, case_id: int, code: str, now: datetime) -> Replay:
    """Put a case to another act than its own.

    Raises:
        NotFound: if there is no such act, or no such case which the actor sees.
    """
    row = Case.objects.visible_to(actor).filter(pk=case_id).first()
    if row is None:
        raise NotFound
    return replay(act_of(row, now), get_act(code), told_of(row, now))


def class_now(row: Case, now: datetime) -> int:
    """Return the class of priority in which a case stands."""
    act = act_of(row, now)
    return class_of(act, assess(act, told_of(row, now)).priorities)


def age_on(patient_id: int, day: date) -> float | None:
    """Return how old a patient was on a day; ``None`` where no day of birth is on record."""
    known = patients_by_id(SYSTEM, [patient_id]).get(patient_id)
    if known is None or known.birth_on is None:
        return None
    return max(0.0, (day - known.birth_on).days / DAYS_PER_YEAR)


def is_child(patient_id: int, now: datetime) -> bool:
    """Tell whether somebody speaks for a patient because of his age."""
    age = age_on(patient_id, national_day(now))
    return age is not None and age < ADULT_YEARS
