"""The watch over critical patients as an installed part."""

from django.apps import AppConfig


class CriticalConfig(AppConfig):
    """Register, findings, rounds, councils, moves."""

    name = "qanat.care.critical"
    label = "critical"

    def ready(self) -> None:
        """Stand in the navigation and beside requests; tell what wants a person."""
        from django.utils.translation import gettext_lazy as _

        from qanat.care.critical import subscribers  # noqa: F401 (importing registers them)
        from qanat.care.critical.alarms import alarms
        from qanat.care.critical.known import known_by_watch
        from qanat.care.critical.matters import watched_in_trouble
        from qanat.care.critical.own import patients_of_watches
        from qanat.care.critical.permissions import ALERTED, SEE
        from qanat.care.critical.queries.troubles import hospitals_of, watches_of
        from qanat.care.critical.related import watch_of
        from qanat.care.telemedicine.known import tell_known
        from qanat.foundation.own import register_own
        from qanat.response.alerts.sources import Source, Subject, add_source
        from qanat.response.shifts.matters import add_matters
        from qanat.web.navigation import Entry, add
        from qanat.web.related import add_related

        add(
            Entry(
                _("Critical patients"), "critical:board", SEE, order=27, key="w", icon="heartbeat"
            )
        )
        register_own("patient", patients_of_watches)
        tell_known(known_by_watch)
        add_related("dispatch.request", watch_of)
        add_matters("critical", watched_in_trouble)
        subjects = {
            "watch": Subject("critical:watch", watches_of),
            "silent_hospital": Subject("critical:hospital", hospitals_of),
        }
        add_source(Source("critical", alarms, ALERTED, subjects))
