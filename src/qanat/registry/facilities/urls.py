"""Addresses of facilities."""

from django.urls import path

from qanat.registry.facilities import pages

app_name = "facilities"
urlpatterns = [
    path("facilities/", pages.facilities, name="facilities"),
    path("facilities/<int:facility_id>/", pages.facility, name="facility"),
    path("facilities/<int:facility_id>/capabilities/new/", pages.add, name="add"),
    path("facilities/<int:facility_id>/capabilities/<str:capability>/end/", pages.end, name="end"),
    path("facilities/<int:facility_id>/beds/", pages.beds, name="beds"),
]
