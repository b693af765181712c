"""Patients as an installed part of Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PatientsConfig(AppConfig):
    """Who is helped: persons, their identifiers, merges and who may see them."""

    name = "qanat.registry.patients"
    label = "patients"
    verbose_name = _("Patients")
