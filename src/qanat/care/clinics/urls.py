"""Addresses of clinics abroad."""

from django.urls import path

from qanat.care.clinics.pages import quotas, register, taking

app_name = "clinics"
urlpatterns = [
    path("clinics/", register.index, name="list"),
    path("clinics/new/", register.new, name="new"),
    path("clinics/import/", taking.take, name="import"),
    path("clinics/files/<int:clinic_file_id>/", taking.rejects, name="rejects"),
    path(
        "clinics/files/<int:clinic_file_id>/kept-aside.csv",
        taking.rejects_file,
        name="rejects_file",
    ),
    path("clinics/quotas/", quotas.index, name="quotas"),
    path("clinics/quotas/new/", quotas.new, name="new_quota"),
    path("clinics/quotas/<int:quota_id>/", quotas.show, name="quota"),
    path("clinics/quotas/<int:quota_id>/take/", quotas.take, name="take"),
    path("clinics/places/<int:place_id>/do/<slug:name>/", quotas.place_move, name="place_move"),
    path("clinics/<int:clinic_id>/", register.show, name="clinic"),
    path("clinics/<int:clinic_id>/change/", register.change, name="change"),
    path("clinics/<int:clinic_id>/accredit/", register.accredit, name="accredit"),
    path("clinics/<int:clinic_id>/method/", register.method, name="method"),
    path("clinics/<int:clinic_id>/do/<slug:name>/", register.move, name="move"),
]
