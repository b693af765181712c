"""The telephone as an installed part."""

from django.apps import AppConfig


class RingingConfig(AppConfig):
    """Who telephones, seen at once."""

    name = "qanat.response.ringing"
    label = "ringing"

    def ready(self) -> None:
        """Stand above every page and in the navigation; begin forms with what is known."""
        from django.utils.translation import pgettext_lazy

        from qanat.response.dispatch.prefilled import add_prefill
        from qanat.response.ringing import sweeps  # noqa: F401 (importing registers them)
        from qanat.response.ringing.permissions import ANSWER
        from qanat.response.ringing.queries import values_of_ring
        from qanat.web.navigation import Entry, add
        from qanat.web.strips import LiveStrip, add_live_strip

        add_prefill("ring", values_of_ring)
        add_live_strip(LiveStrip("ringing:now", "ringing.telephone_rang", ANSWER))
        label = pgettext_lazy("navigation", "Telephone")
        add(Entry(label, "ringing:board", ANSWER, order=29, icon="phone"))
