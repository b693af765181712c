"""Addresses of the start."""

from django.urls import path

from qanat.desks.start.pages import beginning, partner, patient, searching

app_name = "start"
urlpatterns = [
    path("", beginning.start, name="start"),
    path("partner/", partner.partner, name="partner"),
    path("patients/<int:patient_id>/help/", patient.help_for, name="patient"),
    path("search/", searching.search, name="search"),
]
