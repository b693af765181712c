"""Addresses of the start."""

from django.urls import path

from qanat.desks.start.pages import beginning, partner, searching

app_name = "start"
urlpatterns = [
    path("", beginning.start, name="start"),
    path("partner/", partner.partner, name="partner"),
    path("search/", searching.search, name="search"),
]
