"""Addresses of pathways."""

from django.urls import path

from qanat.registry.pathways import pages

app_name = "pathways"
urlpatterns = [
    path("networks/", pages.networks, name="networks"),
    path("networks/<slug:code>/", pages.network, name="network"),
]
