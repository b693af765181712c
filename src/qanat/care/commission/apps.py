"""Commissions as an installed part."""

from django.apps import AppConfig


class CommissionConfig(AppConfig):
    """Bodies that decide together: sittings, votes, minutes, letters."""

    name = "qanat.care.commission"
    label = "commission"

    def ready(self) -> None:
        """Stand in the navigation."""
        from django.utils.translation import gettext_lazy as _

        from qanat.care.commission.commands import written  # noqa: F401 (the worker ends them)
        from qanat.care.commission.permissions import SEE
        from qanat.web.navigation import Entry, add, add_public

        add(Entry(_("Commission"), "commission:board", SEE, order=28, key="b", icon="users"))
        add_public(Entry(_("Is a paper of a commission genuine?"), "commission:verify_any"))
