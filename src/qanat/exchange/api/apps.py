"""The API as an installed part."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """JSON for other systems and devices."""

    name = "qanat.exchange.api"
    label = "api"
