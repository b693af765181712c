"""Addresses of hospitals."""

from django.urls import path

from qanat.response.hospitals import pages

app_name = "hospitals"
urlpatterns = [path("beds/", pages.beds, name="beds")]
