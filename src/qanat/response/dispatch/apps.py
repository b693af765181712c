"""Dispatch as an installed part."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    """Requests, missions, services."""

    name = "qanat.response.dispatch"
    label = "dispatch"

    def ready(self) -> None:
        """Stand in the navigation; tell that requests can be opened in an emergency."""
        from django.urls import reverse
        from django.utils.translation import gettext_lazy as _

        from qanat.foundation.access.records import RecordKind, register_record_kind
        from qanat.foundation.own import register_own
        from qanat.response.commitments import permissions as commitments
        from qanat.response.dispatch.commands import (  # noqa: F401 (register their work)
            open_ways,
            promising,
            ways,
        )
        from qanat.response.dispatch.permissions import CALLS, SEE
        from qanat.response.dispatch.queries.own import patients_of_own_missions
        from qanat.response.tracking import permissions as tracking
        from qanat.web.navigation import Entry, add

        register_record_kind(
            RecordKind(
                code="request",
                label=_("request"),
                address=lambda request_id: reverse("dispatch:request", args=(request_id,)),
            )
        )
        register_own("patient", patients_of_own_missions)
        add(Entry(_("Requests"), "dispatch:queue", SEE, order=10, key="q", icon="clipboard-list"))
        add(Entry(_("Missions"), "dispatch:missions", SEE, order=20, key="m", icon="plane"))
        label, needs = _("Timeline"), commitments.SEE
        add(Entry(label, "dispatch:timeline", needs, order=35, key="t", icon="calendar-event"))
        add(Entry(_("Map"), "dispatch:map", tracking.SEE, order=36, key="k", icon="map"))
        add(Entry(_("Calls"), "dispatch:calls", CALLS, order=30, key="a", icon="ambulance"))
