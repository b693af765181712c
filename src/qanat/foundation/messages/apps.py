"""Outbound messages as an installed part."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class MessagesConfig(AppConfig):
    """E-mail, SMS and notices, with answers and people who are called one after the other."""

    name = "qanat.foundation.messages"
    label = "outbound"

    def ready(self) -> None:
        """Register the sending, and the words which contexts declare in modules ``wording``."""
        from qanat.foundation.messages import sending  # noqa: F401 (importing registers it)

        autodiscover_modules("wording")
