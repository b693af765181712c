"""Addresses of costs."""

from django.urls import path

from qanat.readiness.costs.pages import contract, declines, outcomes, records, spending

app_name = "costs"
urlpatterns = [
    path("costs/", spending.show, name="costs"),
    path("costs/file/<slug:form_of_file>/", spending.as_file, name="file"),
    path("costs/records/", records.records, name="records"),
    path("costs/records/file/<slug:form_of_file>/", records.as_file, name="records_file"),
    path("costs/contracts/<int:contract_id>/", contract.show, name="contract"),
    path("costs/declines/", declines.register, name="declines"),
    path("costs/declines/file/<slug:form_of_file>/", declines.as_file, name="declines_file"),
    path("costs/outcomes/", outcomes.show, name="outcomes"),
]
