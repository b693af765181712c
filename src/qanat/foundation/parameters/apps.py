"""The parameters as an installed part."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ParametersConfig(AppConfig):
    """Dated and sourced values: norms, thresholds, prices."""

    name = "qanat.foundation.parameters"
    label = "parameters"

    def ready(self) -> None:
        """Import the module ``parameters`` of every context, where its values are declared."""
        autodiscover_modules("parameters")
