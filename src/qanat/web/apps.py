"""The page kit as an installed part."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Base templates, components, styles."""

    name = "qanat.web"
    label = "web"
