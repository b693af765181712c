"""Addresses of the national report."""

from django.urls import path

from qanat.readiness.nation.pages import report

app_name = "nation"
urlpatterns = [
    path("nation/", report.show, name="report"),
    path("nation/file/<slug:form_of_file>/", report.as_file, name="file"),
]
