"""Addresses of treatment abroad."""

from django.urls import path

from qanat.care.abroad.pages import acts, check

app_name = "abroad"
urlpatterns = [
    path("abroad/", check.check, name="check"),
    path("abroad/acts/", acts.compare, name="acts"),
]
