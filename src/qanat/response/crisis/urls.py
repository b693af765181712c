"""Addresses of mass-casualty incidents: ids only."""

from django.urls import path

from qanat.response.crisis.pages import casualty, incident, planning, together

app_name = "crisis"
urlpatterns = [
    path("crisis/", incident.incidents, name="incidents"),
    path("crisis/new/", incident.declare, name="declare"),
    path("crisis/<int:incident_id>/", incident.show, name="incident"),
    path("crisis/<int:incident_id>/enter/", incident.enter, name="enter"),
    path("crisis/<int:incident_id>/requests/", planning.make_requests, name="requests"),
    path("crisis/<int:incident_id>/plan/", planning.plan, name="plan"),
    path("crisis/<int:incident_id>/together/", together.together, name="together"),
    path("together/", together.waiting, name="waiting"),
    path("crisis/<int:incident_id>/decide/", planning.decide, name="decide"),
    path("crisis/<int:incident_id>/report/", incident.report, name="report"),
    path("crisis/<int:incident_id>/do/<slug:name>/", incident.move, name="move"),
    path("crisis/casualties/<int:casualty_id>/", casualty.show, name="casualty"),
]
