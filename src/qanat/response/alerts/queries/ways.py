"""What has changed of the ways of a mission, or of the best way of a request, in words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from qanat.engine.planning.plans import Code
from qanat.response.dispatch.queries.reason_words import reason_head
from qanat.response.dispatch.queries.ways_watched import BETTER, GONE, NONE_LEFT
from qanat.web.wording import moment


def way_told(values: Mapping[str, Any], since: datetime) -> str:
    """Say what has changed of a mission's ways, and why."""
    vehicle, instead = str(values.get("vehicle", "")), " + ".join(values.get("instead", ()))
    if values.get("way") == GONE:
        words = _("%(vehicle)s has no other way behind it since %(at)s")
        if values.get("both"):
            words = _("%(vehicle)s has no other flight for both patients behind it since %(at)s")
        return words % {"vehicle": vehicle, "at": moment(since, "time")}
    if values.get("way") == BETTER:
        words = _("%(instead)s instead of %(vehicle)s: care begins %(minutes)s min sooner, %(why)s")
        if values.get("both"):
            words = _(
                "%(instead)s instead of %(vehicle)s: care of both patients begins at least "
                "%(minutes)s min sooner, %(why)s"
            )
        told = {"instead": instead, "vehicle": vehicle, "minutes": values.get("minutes", 0)}
        return words % {**told, "why": _why(values)}
    words = _("%(vehicle)s can't go: %(why)s")
    if instead:
        words = _("%(instead)s instead of %(vehicle)s, which can't go: %(why)s")
    return words % {"vehicle": vehicle, "instead": instead, "why": _why(values)}


def best_way_told(values: Mapping[str, Any]) -> str:
    """Say what has become of a request's best way, and why if that is known."""
    best, instead = (" + ".join(values.get(key, ())) for key in ("best", "instead"))
    told = {"vehicle": best, "instead": instead, "minutes": values.get("minutes", 0)}
    is_none, has_why = values.get("way") == NONE_LEFT, bool(values.get("why"))
    if is_none and has_why:
        words = _("%(vehicle)s can't go: %(why)s; no other way is left")
    elif is_none:
        words = _("%(vehicle)s was the best way; none is left now")
    elif best == instead:
        words = _("%(vehicle)s: care begins %(minutes)s min later than it could before")
    elif has_why:
        words = _("%(vehicle)s can't go: %(why)s; by %(instead)s care begins %(minutes)s min later")
    else:
        words = _("%(instead)s instead of %(vehicle)s: care begins %(minutes)s min later")
    return words % {**told, "why": _why(values)}


def common_told(values: Mapping[str, Any]) -> str:
    """Say what several requests or missions of one alert have in common; "" if nothing is known."""
    group = str(values.get("group", ""))
    if group == GONE:
        return _("no other way is left behind them")
    if group == NONE_LEFT:
        return _("no way is left")
    return reason_head(Code(group)) if group in list(Code) else ""


def _why(values: Mapping[str, Any]) -> str:
    why = str(values.get("why", ""))
    if why == "late":
        return _("because it is late")
    if why == "sooner":
        return _("which was not so when it was committed")
    return reason_head(Code(why)) if why in list(Code) else why
