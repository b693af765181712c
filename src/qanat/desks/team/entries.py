"""What becomes of an entry: the command of the context to which it belongs."""

from collections.abc import Callable
from typing import Any, Final

from django.utils import timezone

from qanat.desks.team.reading import About, Person
from qanat.foundation.actors import Actor
from qanat.response.dispatch.commands.clinical import Vitals, assess_request
from qanat.response.dispatch.commands.drugs import DrugDraft, cancel_drug, give_drug
from qanat.response.dispatch.commands.services import NoPatient, ServiceDraft, record_service
from qanat.response.dispatch.commands.stamps import correct_stamp, stamp_mission
from qanat.response.handover.commands import HandoverDraft, correct_receiver, hand_over

Typed = dict[str, Any]
MEASURED: Final = (
    "respiratory_rate",
    "spo2",
    "is_on_oxygen",
    "systolic",
    "diastolic",
    "heart_rate",
    "gcs_eye",
    "gcs_verbal",
    "gcs_motor",
    "fio2",
)


def _stamp(actor: Actor, about: About, typed: Typed) -> None:
    stamp_mission(
        actor,
        mission_id=about.mission.id,
        kind=typed["kind"],
        at=typed["at"],
        now=timezone.now(),
        leg_id=typed["leg"],
        place=typed["place"],
        confirm=typed["confirm"],
        only=typed["only"],
    )


def _correct(actor: Actor, _about: About, typed: Typed) -> None:
    correct_stamp(
        actor,
        stamp_id=typed["stamp"],
        at=None if typed["never"] else typed["at"],
        reason=typed["reason"],
        confirm=typed["confirm"],
        now=timezone.now(),
    )


def _assess(actor: Actor, about: About, typed: Typed) -> None:
    person = _person(about, typed)
    served = {request.id: request for request in about.requests}
    request = served[person.request_id] if person else about.requests[0]
    temperature = typed.get("temperature_c")
    measured: Typed = {name: typed.get(name) for name in MEASURED}
    assess_request(
        actor,
        request_id=request.id,
        patient_id=person.id if person else None,
        vitals=Vitals(
            age_years=person.age_years if person else None,
            is_pregnant=request.gestation_weeks is not None,
            consciousness=typed.get("consciousness") or "",
            temperature_c=None if temperature is None else float(temperature),
            support=tuple(typed.get("support") or ()),
            **measured,
        ),
        at=typed["at"],
        now=timezone.now(),
        note=typed["note"],
    )


def _give_drug(actor: Actor, about: About, typed: Typed) -> None:
    person = _person(about, typed)
    draft = DrugDraft(
        given_at=typed["at"],
        request_id=person.request_id if person else about.requests[0].id,
        patient_id=person.id if person else None,
        drug=typed["drug"],
        dose=typed["dose"],
        unit=typed["unit"],
        route=typed["route"],
    )
    give_drug(actor, mission_id=about.mission.id, draft=draft, now=timezone.now())


def _take_drug_back(actor: Actor, _about: About, typed: Typed) -> None:
    cancel_drug(actor, drug_id=typed["drug"], reason=typed["reason"], now=timezone.now())


def _serve(actor: Actor, about: About, typed: Typed) -> None:
    request_id = typed.get("request") or about.requests[0].id
    people = typed.get("patients") or [p.id for p in about.people if p.request_id == request_id]
    if len(people) > 1 and not typed.get("patients"):
        raise NoPatient
    draft = ServiceDraft(
        kind=typed["kind"],
        performed_at=typed["at"],
        request_id=request_id,
        patient_ids=() if typed["kind"] == "organ" else tuple(people),
        performed_by=typed["performed_by"],
        organ=typed.get("organ") or "",
        result=typed["result"],
    )
    record_service(actor, mission_id=about.mission.id, draft=draft, now=timezone.now())


def _hand_over(actor: Actor, about: About, typed: Typed) -> None:
    is_last = len(about.left) == 1 < len(about.requests)
    draft = HandoverDraft(
        at=typed["at"],
        receiver=typed["receiver"],
        receiver_role=typed["receiver_role"],
        request_id=about.left[0].id if is_last else typed.get("request"),
        facility_id=typed["hospital"],
        note=typed["note"],
    )
    hand_over(actor, mission_id=about.mission.id, draft=draft, now=timezone.now())


def _correct_receiver(actor: Actor, _about: About, typed: Typed) -> None:
    correct_receiver(
        actor,
        handover_id=typed["handover"],
        receiver=typed["receiver"],
        receiver_role=typed["receiver_role"],
        reason=typed["reason"],
        now=timezone.now(),
    )


def _person(about: About, typed: Typed) -> Person | None:
    """Return who was chosen, or the only one there is to choose."""
    chosen = typed.get("patient")
    people = (person for person in about.people if chosen in (None, person.id))
    return next(people, None)


WRITES: Final[dict[str, Callable[[Actor, About, Typed], None]]] = {
    "stamp": _stamp,
    "correction": _correct,
    "condition": _assess,
    "note": _assess,
    "drug": _give_drug,
    "wrong_drug": _take_drug_back,
    "service": _serve,
    "handover": _hand_over,
    "receiver": _correct_receiver,
}
"""What each kind of entry does."""
