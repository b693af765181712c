"""Where aircraft stand, as an installed part."""

from django.apps import AppConfig


class StandingConfig(AppConfig):
    """Coverage of the nation by its free aircraft, and advice where to move one."""

    name = "qanat.response.standing"
    label = "standing"

    def ready(self) -> None:
        """Stand in the navigation, and tell plans whom the country loses meanwhile."""
        from django.utils.translation import gettext_lazy as _

        from qanat.response.dispatch.suggest.covering import add_losses
        from qanat.response.standing.permissions import SEE
        from qanat.response.standing.suggest import people_lost
        from qanat.web.navigation import Entry, add

        add_losses(people_lost)
        add(Entry(_("Coverage"), "standing:board", SEE, order=38, icon="target"))
