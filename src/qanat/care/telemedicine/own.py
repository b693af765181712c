"""Whose patients and requests a consultant works on: those of his orders."""

from typing import Any

from django.db.models import QuerySet

from qanat.care.telemedicine.models import ConsultationOrder, OrderPatient
from qanat.foundation.actors import Actor


def patients_of_orders(actor: Actor, profiles: frozenset[str]) -> QuerySet[Any, int] | None:
    """Return the patients of a consultant's orders."""
    if not profiles:
        return None
    orders = ConsultationOrder.objects.of_consultant(actor, profiles)
    return OrderPatient.objects.filter(order__in=orders).values_list("patient_id", flat=True)


def requests_of_orders(actor: Actor, profiles: frozenset[str]) -> QuerySet[Any, int] | None:
    """Return the requests from which a consultant's orders came."""
    if not profiles:
        return None
    orders = ConsultationOrder.objects.of_consultant(actor, profiles).exclude(request=None)
    return orders.values_list("request_id", flat=True)
