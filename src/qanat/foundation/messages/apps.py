"""The messages part of the foundation."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """See the README of this folder."""

    name = "qanat.foundation.messages"
    label = "outbound"
