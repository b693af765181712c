"""The waiting of a plan in words."""

from collections.abc import Callable
from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from qanat.engine.planning.plans import Binding, Plan
from qanat.response.dispatch.rules.waiting import longest_wait
from qanat.web.reply import Values
from qanat.web.wording import duration, moment


def wait_of(plan: Plan, at: datetime, name_of: Callable[[str], str]) -> Values | None:
    """Return how long a plan stands still before care, and for what; ``None`` if it does not."""
    if (found := longest_wait(plan, at)) is None:
        return None
    style = "time" if localdate(found.until) == localdate(at) else "short"
    span = {"since": moment(found.since, style), "until": moment(found.until, style)}
    words = _("Nothing moves from %(since)s to %(until)s.") % span
    if found.binds is Binding.OPENING:
        words += " " + _("It waits for opening hours or daylight.")
    elif found.binds is Binding.UNIT and found.unit:
        words += " " + _("It waits for %(unit)s.") % {"unit": name_of(found.unit)}
    return {"time": duration(found.until - found.since), "words": words}
