"""The fleet as an installed part of Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FleetConfig(AppConfig):
    """Operators, contracts, aircraft, medical modules, bases and road ambulances."""

    name = "qanat.registry.fleet"
    label = "fleet"
    verbose_name = _("Fleet")
