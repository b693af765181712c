"""Addresses of patients: ids only, never a name or a number of a document."""

from django.urls import path

from qanat.registry.patients.pages import changing, merging, record, searching

app_name = "patients"
urlpatterns = [
    path("patients/", searching.search, name="search"),
    path("patients/new/", searching.register, name="register"),
    path("patients/duplicates/", merging.pairs, name="duplicates"),
    path("patients/<int:patient_id>/", record.show, name="patient"),
    path("patients/<int:patient_id>/history/", record.history, name="history"),
    path("patients/<int:patient_id>/numbers/", record.reveal, name="reveal"),
    path("patients/<int:patient_id>/numbers/new/", changing.add_number, name="add_number"),
    path(
        "patients/<int:patient_id>/numbers/<int:identifier_id>/retire/",
        changing.retire_number,
        name="retire_number",
    ),
    path("patients/<int:patient_id>/names/new/", changing.add_name, name="add_name"),
    path("patients/<int:patient_id>/correct/", changing.correct, name="correct"),
    path("patients/<int:patient_id>/death/", changing.death, name="death"),
    path("patients/<int:patient_id>/merge/", merging.choose, name="choose"),
    path("patients/<int:patient_id>/merge/<int:other_id>/", merging.merge, name="merge"),
    path("patients/<int:patient_id>/unmerge/", merging.unmerge, name="unmerge"),
]
