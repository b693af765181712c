"""The money of treatment abroad as an installed part."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundingConfig(AppConfig):
    """Appropriations, obligations, invoices, exchange rates."""

    name = "qanat.care.funding"
    label = "funding"

    def ready(self) -> None:
        """Stand in the navigation, and beside a clinic."""
        from qanat.care.funding.permissions import SEE
        from qanat.care.funding.related import prices_of_clinic
        from qanat.web.navigation import Entry, add
        from qanat.web.related import add_related

        money = _("Money of treatment abroad")
        add(Entry(money, "funding:budget", SEE, order=62, key="n", icon="receipt"))
        add_related("clinics.clinic", prices_of_clinic)
