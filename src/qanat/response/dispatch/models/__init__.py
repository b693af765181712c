"""Tables of dispatch, by noun."""

from qanat.response.dispatch.models.calls import Call
from qanat.response.dispatch.models.clinical import Assessment, Outcome, Review
from qanat.response.dispatch.models.drugs import DrugGiven
from qanat.response.dispatch.models.missions import (
    CostLine,
    CrewMember,
    Leg,
    Mission,
    MissionRequest,
    Plan,
    Stamp,
)
from qanat.response.dispatch.models.numbers import Numbering
from qanat.response.dispatch.models.requests import (
    Draft,
    Request,
    RequestLog,
    RequestPatient,
)
from qanat.response.dispatch.models.services import Service, ServicePatient
from qanat.response.dispatch.models.ways import OpenWayWatch, WayWatch

__all__ = [
    "Assessment",
    "Call",
    "CostLine",
    "CrewMember",
    "Draft",
    "DrugGiven",
    "Leg",
    "Mission",
    "MissionRequest",
    "Numbering",
    "OpenWayWatch",
    "Outcome",
    "Plan",
    "Request",
    "RequestLog",
    "RequestPatient",
    "Review",
    "Service",
    "ServicePatient",
    "Stamp",
    "WayWatch",
]
