"""Critical patients, made by the same commands as live work."""

from datetime import datetime, timedelta
from typing import Any, Final

from tests.response.dispatch.builders import NOW, actor_as, facility_id

from qanat.care.critical.commands.drafts import (
    ConclusionDraft,
    FindingsDraft,
    Found,
    InclusionDraft,
)
from qanat.care.critical.commands.including import include_patient
from qanat.care.critical.commands.reporting import record_findings
from qanat.care.critical.commands.rounds import conclude_round, take_round
from qanat.care.critical.models import Watch
from qanat.care.critical.states import Condition
from qanat.foundation.actors import Actor, Scope
from qanat.registry.patients.commands.drafts import PatientDraft

HOUR: Final = timedelta(hours=1)
NEURO: Final = Scope(profiles=frozenset({"neurology"}))
SPECIALIST: Final = actor_as("specialist", NEURO, 31)
COLLEAGUE: Final = actor_as("specialist", NEURO, 32)
BURNS: Final = actor_as("specialist", Scope(profiles=frozenset({"burns"})), 33)
CHIEF: Final = actor_as("chief_physician", account=34)
DISPATCHER: Final = actor_as("dispatcher", account=35)
STRANGER: Final = actor_as("coordinator", Scope(regions=frozenset({"KZ-47"})), 36)
COORDINATOR: Final = actor_as("coordinator", Scope(regions=frozenset({"KZ-19"})), 37)


def bedside(code: str = "076", account: int = 38) -> Actor:
    """Return a physician of an intensive care unit."""
    return actor_as("bedside", Scope(organisations=frozenset({facility_id(code)})), account)


def person(**said: Any) -> PatientDraft:
    """Return somebody of 61 years."""
    given: dict[str, Any] = {"name": "Ахметов Ерлан", "age_years": 61}
    return PatientDraft(**(given | said))


def inclusion(**said: Any) -> InclusionDraft:
    """Return a patient with a stroke at Talgar."""
    given: dict[str, Any] = {
        "facility_id": facility_id(),
        "bed": "3",
        "diagnosis": "Ишемический инсульт",
        "icd10": "I63.4",
        "condition": Condition.SERIOUS,
    }
    return InclusionDraft(**(given | said))


_beds = iter(range(1000, 10_000))


def watched(
    *, who: PatientDraft | None = None, actor: Actor | None = None, at: datetime = NOW, **said: Any
) -> Watch:
    """Return a watched patient, each in a bed of his own."""
    number = next(_beds)
    described = who or person(name=f"Больной {number}")
    draft = inclusion(**({"bed": str(number)} | said))
    pk = include_patient(actor or bedside(), draft=draft, person=described, now=at)
    return fresh(pk)


def found(**said: Any) -> Found:
    """Return the findings of somebody who is well."""
    given: dict[str, Any] = {
        "respiratory_rate": 16,
        "spo2": 97,
        "is_on_oxygen": False,
        "systolic": 125,
        "diastolic": 75,
        "heart_rate": 72,
        "consciousness": "A",
        "temperature_c": 36.8,
        "support": (),
    }
    return Found(**(given | said))


def report(
    watch: Watch,
    *,
    at: datetime = NOW,
    actor: Actor | None = None,
    condition: int | None = None,
    note: str = "",
    **said: Any,
) -> int:
    """Record findings measured and reported at a time."""
    draft = FindingsDraft(at=at, found=found(**said), condition=condition, note=note)
    return record_findings(actor or bedside(), watch_id=watch.pk, draft=draft, now=at)


def conclusion(**said: Any) -> ConclusionDraft:
    """Return a conclusion."""
    given: dict[str, Any] = {"text": "Продолжать терапию.", "advice": "stay"}
    return ConclusionDraft(**(given | said))


def seen(watch: Watch, *, at: datetime = NOW, by: Actor = SPECIALIST, **said: Any) -> int:
    """Make a round of a patient whose findings are on record."""
    take_round(by, watch_id=watch.pk, now=at)
    return conclude_round(by, watch_id=watch.pk, draft=conclusion(**said), now=at)


def fresh(watch_id: int) -> Watch:
    """Return a watch as it stands now."""
    return Watch.objects.get(pk=watch_id)
