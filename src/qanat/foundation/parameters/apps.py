"""The parameters part of the foundation."""

from django.apps import AppConfig


class ParametersConfig(AppConfig):
    """See the README of this folder."""

    name = "qanat.foundation.parameters"
    label = "parameters"
