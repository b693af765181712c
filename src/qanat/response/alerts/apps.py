"""Alerts as an installed part."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """Few alerts, each owned by somebody."""

    name = "qanat.response.alerts"
    label = "alerts"

    def ready(self) -> None:
        """Listen, watch, and stand in the navigation."""
        from django.utils.translation import gettext_lazy as _

        from qanat.response.alerts import subscribers  # noqa: F401 (importing registers them)
        from qanat.response.alerts.permissions import ACKNOWLEDGE, CALLS, SEE
        from qanat.response.alerts.queries.crewless import crewless
        from qanat.response.alerts.related import panel_of_mission
        from qanat.response.alerts.sources import Source, Subject, add_source
        from qanat.response.alerts.telling import CODE, waiting
        from qanat.response.dispatch.queries.crewless import calls_within
        from qanat.web.navigation import Entry, add
        from qanat.web.related import add_panel
        from qanat.web.strips import News, add_strips

        calls = {"call": Subject("dispatch:call", calls_within)}
        add_source(Source("calls", crewless, CALLS, calls))
        add_panel("dispatch.mission", panel_of_mission)
        add(Entry(_("Alerts"), "alerts:alerts", SEE, order=15, key="l", icon="bell"))
        add_strips(CODE, waiting, heard=News("alerts.", ACKNOWLEDGE))
