"""Addresses: one line a context."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("qanat.exchange.api.urls")),
    path("", include("qanat.web.urls")),
    path("", include("qanat.registry.places.urls")),
    path("", include("qanat.registry.facilities.urls")),
    path("", include("qanat.registry.pathways.urls")),
    path("", include("qanat.registry.fleet.urls")),
    path("", include("qanat.registry.workforce.urls")),
    path("", include("qanat.registry.patients.urls")),
    path("", include("qanat.desks.start.urls")),
    path("", include("qanat.desks.console.urls")),
    path("", include("qanat.desks.coordinator.urls")),
    path("", include("qanat.desks.team.urls")),
    path("", include("qanat.response.dispatch.urls")),
    path("", include("qanat.response.reception.urls")),
    path("", include("qanat.response.ringing.urls")),
    path("", include("qanat.response.following.urls")),
    path("", include("qanat.response.standing.urls")),
    path("", include("qanat.response.weather.urls")),
    path("", include("qanat.response.hospitals.urls")),
    path("", include("qanat.response.callout.urls")),
    path("", include("qanat.response.alerts.urls")),
    path("", include("qanat.response.operators.urls")),
    path("", include("qanat.desks.operator.urls")),
    path("", include("qanat.response.shifts.urls")),
    path("", include("qanat.response.crisis.urls")),
    path("", include("qanat.care.telemedicine.urls")),
    path("", include("qanat.care.critical.urls")),
    path("", include("qanat.care.commission.urls")),
    path("", include("qanat.care.abroad.urls")),
    path("", include("qanat.care.funding.urls")),
    path("", include("qanat.care.clinics.urls")),
    path("", include("qanat.readiness.statistics.urls")),
    path("", include("qanat.readiness.treatment.urls")),
    path("", include("qanat.readiness.ledger.urls")),
    path("", include("qanat.readiness.costs.urls")),
    path("", include("qanat.readiness.nation.urls")),
    path("", include("qanat.foundation.access.urls")),
    path("", include("qanat.desks.administration.urls")),
]

handler400 = "qanat.web.refused.bad_request"
handler403 = "qanat.web.refused.permission_denied"
handler404 = "qanat.web.refused.page_not_found"
handler500 = "qanat.web.refused.server_error"
