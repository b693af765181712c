"""The administrator's desk as an installed part."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AdministrationConfig(AppConfig):
    """Accounts, emergency access, audit, parameters; everybody's own account and messages."""

    name = "qanat.desks.administration"
    label = "administration"

    def ready(self) -> None:
        """Add the desk to the navigation."""
        from django.conf import settings

        from qanat.foundation.access.permissions import READ_AUDIT, REVIEW_GLASS, SEE_ACCOUNTS
        from qanat.foundation.messages.permissions import SEE
        from qanat.foundation.parameters.permissions import READ
        from qanat.web.navigation import Entry, add

        accounts = pgettext_lazy("navigation", "Accounts")
        add(Entry(accounts, "administration:accounts", SEE_ACCOUNTS, order=800, icon="users"))
        glass = _("Emergency access")
        add(Entry(glass, "administration:glass", REVIEW_GLASS, order=810, icon="lock-open"))
        trail = _("Audit trail")
        add(Entry(trail, "administration:trail", READ_AUDIT, order=820, icon="history"))
        values = pgettext_lazy("navigation", "Parameters")
        add(Entry(values, "administration:parameters", READ, order=830, icon="adjustments"))
        add(Entry(_("Messages to me"), "messages:own", order=790, icon="bell"))
        if settings.QANAT_DEMO:
            add(Entry(_("Message tray"), "messages:tray", SEE, order=840, icon="mail"))
