"""The administrator's desk as an installed part."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AdministrationConfig(AppConfig):
    """Accounts, emergency access, the audit trail; and everybody's own account."""

    name = "qanat.desks.administration"
    label = "administration"

    def ready(self) -> None:
        """Add the desk to the navigation."""
        from qanat.foundation.access.permissions import READ_AUDIT, REVIEW_GLASS, SEE_ACCOUNTS
        from qanat.web.navigation import Entry, add

        accounts = pgettext_lazy("navigation", "Accounts")
        add(Entry(accounts, "administration:accounts", SEE_ACCOUNTS, order=800, icon="users"))
        glass = _("Emergency access")
        add(Entry(glass, "administration:glass", REVIEW_GLASS, order=810, icon="lock-open"))
        trail = _("Audit trail")
        add(Entry(trail, "administration:trail", READ_AUDIT, order=820, icon="history"))
