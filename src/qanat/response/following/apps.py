"""Flight following as an installed part."""

from django.apps import AppConfig


class FollowingConfig(AppConfig):
    """Flights under way: when each was heard of, and what is done when it is not."""

    name = "qanat.response.following"
    label = "following"
