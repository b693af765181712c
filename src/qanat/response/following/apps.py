"""Flight following as an installed part."""

from django.apps import AppConfig


class FollowingConfig(AppConfig):
    """Flights under way: when each was heard of, and what is done when it is not."""

    name = "qanat.response.following"
    label = "following"

    def ready(self) -> None:
        """Stand in the navigation."""
        from django.utils.translation import gettext_lazy as _

        from qanat.response.following.permissions import SEE
        from qanat.web.navigation import Entry, add

        label, icon = _("Flight following"), "plane-departure"
        add(Entry(label, "following:board", SEE, order=37, key="v", icon=icon))
