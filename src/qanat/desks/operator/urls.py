"""The address of the operator's desk."""

from django.urls import path

from qanat.desks.operator import pages

app_name = "operator"
urlpatterns = [path("operator/", pages.desk, name="desk")]
