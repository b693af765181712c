"""Pathways as an installed part of Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PathwaysConfig(AppConfig):
    """Definitions of the clinical networks, as data."""

    name = "qanat.registry.pathways"
    label = "pathways"

    def ready(self) -> None:
        """Add our pages to the navigation."""
        from qanat.registry.terminology.permissions import READ
        from qanat.web.navigation import Entry, add

        add(Entry(label=_("Networks"), url="pathways:networks", needs=READ, order=80, icon="route"))
