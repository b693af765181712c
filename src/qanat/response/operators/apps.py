"""Operators of aircraft as an installed part."""

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class OperatorsConfig(AppConfig):
    """What operators answer to tasks and what they bill."""

    name = "qanat.response.operators"
    label = "operators"

    def ready(self) -> None:
        """Add the invoices to the navigation, tell plans of crews, and listen to others."""
        from qanat.response.dispatch.suggest.duties import add_airlines
        from qanat.response.operators import subscribers  # noqa: F401 (registers itself)
        from qanat.response.operators.permissions import SEE
        from qanat.response.operators.queries.tasks import flight_crews
        from qanat.web.navigation import Entry, add

        add_airlines(flight_crews)
        invoices = pgettext_lazy("navigation", "Invoices")
        add(Entry(invoices, "operators:invoices", SEE, order=60, icon="receipt"))
