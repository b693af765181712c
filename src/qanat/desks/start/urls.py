"""The address of the start."""

from django.urls import path

from qanat.desks.start import pages

app_name = "start"
urlpatterns = [path("", pages.start, name="start")]
