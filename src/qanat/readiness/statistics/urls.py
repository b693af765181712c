"""Addresses of statistics."""

from django.urls import path

from qanat.readiness.statistics.pages import checks, journals, report

app_name = "statistics"
urlpatterns = [
    path("reports/", report.show, name="report"),
    path("reports/records/", report.records, name="records"),
    path("reports/file/<slug:form_of_file>/", report.as_file, name="file"),
    path("reports/checks/", checks.show, name="checks"),
    path("reports/checks/records/", checks.records, name="check_records"),
    path("journals/", journals.index, name="journals"),
    path("journals/sample/", journals.sample, name="sample"),
    path("journals/new/", journals.take, name="take"),
    path("journals/given/<int:checked_id>/", journals.checked, name="checked"),
    path("journals/given/<int:checked_id>/take/", journals.take_checked, name="take_checked"),
    path(
        "journals/given/<int:checked_id>/rejects/", journals.checked_rejects, name="checked_rejects"
    ),
    path("journals/<int:file_id>/", journals.show, name="journal_file"),
    path("journals/<int:file_id>/rejects/", journals.rejects, name="rejects"),
]
