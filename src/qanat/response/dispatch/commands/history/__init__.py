"""Store what happened before, many records at once: journals of centres, the past of a region.

The same constraints and the same audit as for live work hold; only the way through the states
is not walked again. Nothing is announced: nobody has to act on the past.
"""

from qanat.response.dispatch.commands.history.costs import store_past_costs
from qanat.response.dispatch.commands.history.drafts import (
    PastAssessment,
    PastLeg,
    PastMember,
    PastMission,
    PastOutcome,
    PastRequest,
    PastService,
    Provenance,
)
from qanat.response.dispatch.commands.history.missions import serve_requests, store_past_missions
from qanat.response.dispatch.commands.history.requests import (
    add_past_patients,
    store_past_assessments,
    store_past_outcomes,
    store_past_requests,
)
from qanat.response.dispatch.commands.history.services import store_past_services

__all__ = [
    "PastAssessment",
    "PastLeg",
    "PastMember",
    "PastMission",
    "PastOutcome",
    "PastRequest",
    "PastService",
    "Provenance",
    "add_past_patients",
    "serve_requests",
    "store_past_assessments",
    "store_past_costs",
    "store_past_missions",
    "store_past_outcomes",
    "store_past_requests",
    "store_past_services",
]
