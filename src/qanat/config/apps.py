"""Every installed part of Qanat, lowest layer first."""

from typing import Final

CONTEXTS: Final = (
    "qanat.foundation",
    "qanat.foundation.audit",
    "qanat.foundation.outbox",
    "qanat.foundation.access",
    "qanat.foundation.idempotency",
    "qanat.foundation.parameters",
    "qanat.foundation.messages",
    "qanat.web",
    "qanat.registry.terminology",
    "qanat.registry.places",
    "qanat.registry.facilities",
    "qanat.registry.pathways",
    "qanat.registry.fleet",
    "qanat.registry.workforce",
    "qanat.registry.patients",
    "qanat.response.commitments",
    "qanat.response.tracking",
    "qanat.response.dispatch",
    "qanat.response.reception",
    "qanat.response.following",
    "qanat.response.alerts",
    "qanat.care.telemedicine",
    "qanat.readiness.statistics",
    "qanat.exchange.api",
    "qanat.desks.start",
    "qanat.desks.console",
    "qanat.desks.administration",
)
