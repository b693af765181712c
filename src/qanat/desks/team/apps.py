"""The team's tablet as an installed part."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TeamConfig(AppConfig):
    """The mission in the hands of who travels with it, with a connection or without."""

    name = "qanat.desks.team"
    label = "team"

    def ready(self) -> None:
        """Stay open without a connection."""
        from qanat.web.kept_pages import keep

        keep(
            prefix="/team/",
            url="team:offline",
            label=_("Go on with the mission kept on this device"),
        )
