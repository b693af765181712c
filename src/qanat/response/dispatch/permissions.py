"""What may be allowed in dispatch."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

SEE: Final = "dispatch.see"
CONDITION: Final = "dispatch.condition"
REGISTER: Final = "dispatch.register"
ASSESS: Final = "dispatch.assess"
REVIEW: Final = "dispatch.review"
PLAN: Final = "dispatch.plan"
COMMIT: Final = "dispatch.commit"
OPERATE: Final = "dispatch.operate"
FLY: Final = "dispatch.fly"
SERVE: Final = "dispatch.serve"
CLOSE: Final = "dispatch.close"
CORRECT: Final = "dispatch.correct"
CALLS: Final = "dispatch.calls"
OUTCOME: Final = "dispatch.outcome"

PERMISSIONS: Final = (
    Permission(SEE, _("See requests, missions and services")),
    Permission(CONDITION, _("Read what the patients of requests have, and their condition")),
    Permission(REGISTER, _("Take requests, correct them and hand them over")),
    Permission(ASSESS, _("Record the patient's condition")),
    Permission(REVIEW, _("Decide clinically on a request")),
    Permission(PLAN, _("Look at plans for a request")),
    Permission(COMMIT, _("Commit a mission, change and cancel it")),
    Permission(OPERATE, _("Accept or refuse a mission for the aircraft operator")),
    Permission(FLY, _("Stamp the times of a mission")),
    Permission(SERVE, _("Record services given to patients")),
    Permission(CLOSE, _("Close requests and missions")),
    Permission(CORRECT, _("Correct times and enter later what happened on paper")),
    Permission(CALLS, _("Take and dispatch ambulance calls")),
    Permission(OUTCOME, _("Record what became of patients")),
)
