"""Weather as an installed part."""

from django.apps import AppConfig


class WeatherConfig(AppConfig):
    """What was stated of the weather at airfields, landing sites and settlements."""

    name = "qanat.response.weather"
    label = "weather"

    def ready(self) -> None:
        """Stand in the navigation."""
        from django.utils.translation import gettext_lazy as _

        from qanat.response.weather.permissions import SEE
        from qanat.web.navigation import Entry, add

        add(Entry(_("Weather"), "weather:board", SEE, order=39, icon="cloud"))
