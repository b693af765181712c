"""The ledger as an installed part."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Published figures, and how they hold against the records."""

    name = "qanat.readiness.ledger"
    label = "ledger"

    def ready(self) -> None:
        """Stand in the navigation."""
        from django.utils.translation import pgettext_lazy

        from qanat.readiness.ledger.permissions import READ
        from qanat.readiness.statistics.permissions import EXPORT
        from qanat.web.navigation import Entry, add

        label = pgettext_lazy("navigation", "Published figures")
        add(
            Entry(
                label,
                "ledger:figures",
                READ,
                order=65,
                icon="scale",
                is_national=True,
                first_for=EXPORT,
            )
        )
