"""Addresses of the figures of treatment abroad."""

from django.urls import path

from qanat.readiness.treatment.pages import everybody, gaps, records, report

app_name = "treatment"
urlpatterns = [
    path("reports/abroad/", report.show, name="report"),
    path("reports/abroad/file/<slug:form_of_file>/", report.as_file, name="file"),
    path("reports/abroad/records/", records.records, name="records"),
    path("reports/abroad/register/", records.register, name="register"),
    path("reports/abroad/differing/", records.differing, name="differing"),
    path("reports/abroad/gaps/", gaps.show, name="gaps"),
    path("abroad/figures/", everybody.show, name="public"),
]
