"""The outbox as an installed part."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Events and who has heard of them."""

    name = "qanat.foundation.outbox"
    label = "outbox"
