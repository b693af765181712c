"""The workforce as an installed part of Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkforceConfig(AppConfig):
    """People who help, what they are qualified for and when they are on duty."""

    name = "qanat.registry.workforce"
    label = "workforce"
    verbose_name = _("Workforce")
