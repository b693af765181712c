"""The words with which records of dispatch are described, for those who speak with other systems.

Everybody else meets them as plain strings in rows; states are in ``states``.
"""

from qanat.response.dispatch.models.calls import Category
from qanat.response.dispatch.models.clinical import (
    Consciousness,
    Decision,
    OutcomePoint,
    Support,
    Vital,
)
from qanat.response.dispatch.models.drugs import DrugRoute, DrugUnit
from qanat.response.dispatch.models.missions import LegKind, Level, Mode, Route, StampSource
from qanat.response.dispatch.models.requests import (
    Consent,
    Equipment,
    LogKind,
    Need,
    Origin,
    PatientRole,
    Payer,
    Urgency,
)
from qanat.response.dispatch.models.services import ServiceKind

__all__ = [
    "Category",
    "Consciousness",
    "Consent",
    "Decision",
    "DrugRoute",
    "DrugUnit",
    "Equipment",
    "LegKind",
    "Level",
    "LogKind",
    "Mode",
    "Need",
    "Origin",
    "OutcomePoint",
    "PatientRole",
    "Payer",
    "Route",
    "ServiceKind",
    "StampSource",
    "Support",
    "Urgency",
    "Vital",
]
