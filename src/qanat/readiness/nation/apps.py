"""The national report as an installed part."""

from django.apps import AppConfig


class NationConfig(AppConfig):
    """The report of the nation, composed in words."""

    name = "qanat.readiness.nation"
    label = "nation"

    def ready(self) -> None:
        """Stand in the navigation."""
        from django.utils.translation import pgettext_lazy

        from qanat.readiness.statistics.permissions import EXPORT, READ
        from qanat.web.navigation import Entry, add

        label = pgettext_lazy("navigation", "National report")
        add(
            Entry(
                label,
                "nation:report",
                READ,
                order=62,
                icon="file-text",
                is_national=True,
                first_for=EXPORT,
            )
        )
