"""Words of records as templates of the tablet write them."""

from django import template
from django.db.models import TextChoices

from qanat.desks.team.reading import About
from qanat.foundation.refusals import Text
from qanat.registry.patients.states import Sex
from qanat.response.dispatch.queries.request_details import RequestDetails
from qanat.response.dispatch.queries.words import Equipment, ServiceKind

register = template.Library()


def _label(kinds: type[TextChoices], value: str) -> Text:
    return dict(kinds.choices).get(value, value)


@register.filter
def service_name(kind: str) -> Text:
    """Return how a service is called."""
    return _label(ServiceKind, kind)


@register.filter
def equipment_name(kind: str) -> Text:
    """Return what a patient needs on the way."""
    return _label(Equipment, kind)


@register.filter
def sex_name(sex: str) -> Text:
    """Return a sex in words."""
    return _label(Sex, sex)


@register.filter
def called(about: About, request: RequestDetails) -> str:
    """Return by what people tell a request from another."""
    return about.called(request)
