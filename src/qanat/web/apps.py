"""The page kit as an installed part of Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Base templates, components, styles, charts and the map; no tables."""

    name = "qanat.web"
    label = "web"
