"""The operator's desk as an installed part."""

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class OperatorDeskConfig(AppConfig):
    """What the person on duty at an airline sees at three in the morning."""

    name = "qanat.desks.operator"
    label = "operator_desk"

    def ready(self) -> None:
        """Stand first in the navigation of those who answer tasks."""
        from qanat.response.operators.permissions import SEE
        from qanat.web.navigation import Entry, add

        desk = pgettext_lazy("navigation", "Airline's desk")
        add(Entry(desk, "operator:desk", SEE, order=5, key="d", icon="plane-departure"))
