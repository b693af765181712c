"""Addresses of the physician-coordinator's desk."""

from django.urls import path

from qanat.desks.coordinator.pages import cases, chosen, desk, ways

app_name = "coordinator"
urlpatterns = [
    path("coordinator/", desk.desk, name="desk"),
    path("coordinator/cases/", cases.cases, name="cases"),
    path("coordinator/case/", chosen.case, name="case"),
    path("coordinator/known/", chosen.known, name="known"),
    path("coordinator/ways/<int:request_id>/", ways.ways, name="ways"),
]
