"""Telemedicine as an installed part."""

from django.apps import AppConfig


class TelemedicineConfig(AppConfig):
    """Consultation orders and remote services."""

    name = "qanat.care.telemedicine"
    label = "telemedicine"

    def ready(self) -> None:
        """Listen to dispatch, stand in the navigation and beside requests."""
        from django.utils.translation import gettext_lazy as _

        from qanat.care.telemedicine import subscribers  # noqa: F401 (importing registers them)
        from qanat.care.telemedicine.matters import open_consultations
        from qanat.care.telemedicine.own import patients_of_orders, requests_of_orders
        from qanat.care.telemedicine.permissions import SEE
        from qanat.care.telemedicine.related import consultations_of_request
        from qanat.foundation.own import register_own
        from qanat.response.shifts.matters import add_matters
        from qanat.web.navigation import Entry, add
        from qanat.web.related import add_related

        label, icon = _("Consultations"), "stethoscope"
        add(Entry(label, "telemedicine:worklist", SEE, order=25, key="c", icon=icon))
        add_related("dispatch.request", consultations_of_request)
        add_matters("consultations", open_consultations)
        register_own("patient", patients_of_orders)
        register_own("request", requests_of_orders)
