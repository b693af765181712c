"""Addresses of alerts: ids only."""

from django.urls import path

from qanat.response.alerts import pages

app_name = "alerts"
urlpatterns = [
    path("alerts/", pages.alerts, name="alerts"),
    path("alerts/strip/", pages.strip, name="strip"),
    path("alerts/of/<int:mission_id>/", pages.of_mission, name="of_mission"),
    path("alerts/<int:alert_id>/acknowledge/", pages.acknowledge, name="acknowledge"),
    path("alerts/<int:alert_id>/close/", pages.close, name="close"),
]
