"""Whether there is a call-out."""

from collections.abc import Iterable

from django.db.models import Q

from qanat.response.callout.models import Callout
from qanat.response.callout.states import CalloutState, Kind


def has_callout(mission_id: int, kind: Kind) -> bool:
    """Tell whether a mission has a call-out of a kind for its present plan."""
    rows = Callout.objects.filter(mission=mission_id, kind=kind)
    return rows.exclude(state=CalloutState.OVERTAKEN).exists()


def has_standing(mission_id: int) -> bool:
    """Tell whether anything called out for a mission or its requests counts still."""
    mine = Q(mission=mission_id) | Q(request__served_by__mission=mission_id)
    return Callout.objects.standing().filter(mine).exists()


def exhausted_callouts(ids: Iterable[int]) -> frozenset[int]:
    """Return those of some call-outs in which nobody is left to call."""
    rows = Callout.objects.filter(pk__in=list(ids), state=CalloutState.EXHAUSTED)
    return frozenset(rows.values_list("pk", flat=True))
