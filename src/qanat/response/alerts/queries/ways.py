"""What has changed of the ways of a mission, in words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from qanat.engine.planning.plans import Code
from qanat.response.dispatch.queries.reason_words import reason_head
from qanat.response.dispatch.queries.ways_watched import BETTER, GONE
from qanat.web.wording import moment


def way_told(values: Mapping[str, Any], since: datetime) -> str:
    """Say what has changed of a mission's ways, and why."""
    vehicle, instead = str(values.get("vehicle", "")), " + ".join(values.get("instead", ()))
    if values.get("way") == GONE:
        words = _("%(vehicle)s has no other way behind it since %(at)s")
        return words % {"vehicle": vehicle, "at": moment(since, "time")}
    if values.get("way") == BETTER:
        words = _("%(instead)s instead of %(vehicle)s: care begins %(minutes)s min sooner, %(why)s")
        told = {"instead": instead, "vehicle": vehicle, "minutes": values.get("minutes", 0)}
        return words % {**told, "why": _why(values)}
    words = _("%(vehicle)s can't go: %(why)s")
    if instead:
        words = _("%(instead)s instead of %(vehicle)s, which can't go: %(why)s")
    return words % {"vehicle": vehicle, "instead": instead, "why": _why(values)}


def _why(values: Mapping[str, Any]) -> str:
    why = str(values.get("why", ""))
    if why == "late":
        return _("because it is late")
    if why == "sooner":
        return _("which was not so when it was committed")
    return reason_head(Code(why)) if why in list(Code) else why
