"""Rounds and councils become remote services: an order with its conclusion in telemedicine."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qanat.care.critical.models import Watch
from qanat.care.critical.permissions import ROUND
from qanat.care.critical.states import SPECIALTIES, Profile
from qanat.care.telemedicine.commands import (
    ConclusionDraft,
    OrderDraft,
    conclude_order,
    order_consultation,
    take_order,
)
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.refusals import Invalid


class NoConclusion(Invalid):
    """A round ends with a conclusion."""

    code = "no_conclusion"
    field = "text"
    text = _("Write the conclusion.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What was asked, and what a specialist answers."""

    kind: str
    question: str
    text: str
    advice: str
    ordered_at: datetime


def given_service(actor: Actor, watch: Watch, service: Service, now: datetime) -> int:
    """Store a remote service within a command: ordered, taken and concluded; return its order.

    The order is the watch's own, so the system places it; who concludes is the specialist.
    """
    draft = OrderDraft(
        ordered_at=service.ordered_at,
        kind=service.kind,
        region=watch.region_id,
        specialty=specialty_of(actor, watch.profile),
        sending_facility_id=watch.facility_id,
        diagnosis=watch.diagnosis,
        icd10=watch.icd10,
        question=service.question,
        patient_ids=(watch.patient_id,),
        is_exercise=watch.is_exercise,
        is_synthetic=watch.is_synthetic,
    )
    order_id = order_consultation(SYSTEM, draft=draft, now=now)
    take_order(actor, order_id=order_id, now=now)
    written = ConclusionDraft(
        text=service.text, performed_at=now, performed_by=actor.name, recommends=service.advice
    )
    conclude_order(actor, order_id=order_id, draft=written, now=now)
    return order_id


def specialty_of(actor: Actor, profile: str) -> str:
    """Return for which specialty an actor speaks about a profile; its first if for all."""
    wanted = SPECIALTIES[Profile(profile)]
    held = actor.scope_of(ROUND).profiles
    fitting = (one for one in wanted if one in held)
    return next(fitting, min(held) if held else wanted[0])
