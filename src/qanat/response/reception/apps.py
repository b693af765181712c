"""Reception as an installed part."""

from django.apps import AppConfig


class ReceptionConfig(AppConfig):
    """What other emergency services hand in."""

    name = "qanat.response.reception"
    label = "reception"

    def ready(self) -> None:
        """Stand above every page and beside the calls that came of it; begin requests."""
        from qanat.response.dispatch.permissions import CALLS
        from qanat.response.dispatch.prefilled import add_prefill
        from qanat.response.reception import subscribers  # noqa: F401 (importing registers them)
        from qanat.response.reception.queries import values_of_incident
        from qanat.response.reception.related import hand_ins_beside_call
        from qanat.web.related import add_related
        from qanat.web.strips import LiveStrip, add_live_strip

        add_prefill("hand_in", values_of_incident)
        add_live_strip(LiveStrip("reception:now", "reception.", CALLS, is_personal=False))
        add_related("dispatch.call", hand_ins_beside_call)
