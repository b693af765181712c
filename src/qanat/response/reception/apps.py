"""Reception as an installed part."""

from django.apps import AppConfig


class ReceptionConfig(AppConfig):
    """What other emergency services hand in."""

    name = "qanat.response.reception"
    label = "reception"

    def ready(self) -> None:
        """Stand beside the calls that came of it."""
        from qanat.response.reception.related import hand_ins_beside_call
        from qanat.web.related import add_related

        add_related("dispatch.call", hand_ins_beside_call)
