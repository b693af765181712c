"""The fleet as an installed part of Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FleetConfig(AppConfig):
    """Operators, contracts, aircraft, medical modules, bases and road ambulances."""

    name = "qanat.registry.fleet"
    label = "fleet"
    verbose_name = _("Fleet")

    def ready(self) -> None:
        """Tell which operators a scope may name; stand in the navigation."""
        from qanat.foundation.access.places import register_places
        from qanat.foundation.access_types import ScopeKind
        from qanat.registry.fleet import subscribers  # noqa: F401 (registers itself)
        from qanat.registry.fleet.permissions import SEE
        from qanat.registry.fleet.queries import operator_places
        from qanat.web.navigation import Entry, add

        register_places(ScopeKind.OPERATOR, operator_places)
        add(Entry(_("Fleet"), "fleet:board", SEE, order=40, key="f", icon="helicopter"))
