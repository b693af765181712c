"""Patients as an installed part of Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PatientsConfig(AppConfig):
    """Who is helped: persons, their identifiers, merges and who may see them."""

    name = "qanat.registry.patients"
    label = "patients"
    verbose_name = _("Patients")

    def ready(self) -> None:
        """Tell that patients can be opened in an emergency; stand in the navigation."""
        from django.urls import reverse

        from qanat.foundation.access.records import RecordKind, register_record_kind
        from qanat.registry.patients.permissions import SEE
        from qanat.web.navigation import Entry, add

        register_record_kind(
            RecordKind(
                code="patient",
                label=_("patient"),
                address=lambda patient_id: reverse("patients:patient", args=(patient_id,)),
            )
        )
        add(Entry(_("Patients"), "patients:search", SEE, order=30, key="p", icon="users"))
