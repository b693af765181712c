"""A request has one mission, unless somebody means to give it a second one."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.refusals import Conflict
from qanat.response.dispatch.models import MissionRequest
from qanat.response.dispatch.states.missions import SERVING


class HasMission(Conflict):
    """A request is served already: a second mission is made only if it is meant."""

    code = "has_mission"
    text = _(
        "Request “%(number)s” already has mission “%(mission)s”, committed by %(who)s. "
        "Say that a second one is meant, if it is."
    )


def refuse_second(request_ids: Collection[int]) -> None:
    """Refuse if a mission is still to help one of the requests.

    It proves something only where the requests are locked.

    Raises:
        HasMission: if there is one; it names the first.
    """
    served = MissionRequest.objects.filter(request__in=request_ids, mission__state__in=SERVING)
    first = served.select_related("mission", "request").order_by("mission_id", "request_id").first()
    if first is None:
        return
    committed_by = first.mission.dispatcher_id
    raise HasMission(
        number=first.request.number,
        mission=first.mission.number,
        who=names_of({committed_by})[committed_by],
    )
