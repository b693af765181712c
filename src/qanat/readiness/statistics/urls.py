"""Addresses of statistics."""

from django.urls import path

from qanat.readiness.statistics.pages import journals, report

app_name = "statistics"
urlpatterns = [
    path("reports/", report.show, name="report"),
    path("reports/records/", report.records, name="records"),
    path("reports/file/<slug:form_of_file>/", report.as_file, name="file"),
    path("journals/", journals.index, name="journals"),
    path("journals/sample/", journals.sample, name="sample"),
    path("journals/new/", journals.take, name="take"),
    path("journals/<int:file_id>/", journals.show, name="journal_file"),
    path("journals/<int:file_id>/rejects/", journals.rejects, name="rejects"),
]
