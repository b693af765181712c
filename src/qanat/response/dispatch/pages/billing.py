"""What a correction changes of the hours and the cost of a mission, in words."""

from django.db.models import Sum
from django.utils.translation import gettext as _

from qanat.response.dispatch.models import Mission
from qanat.web.wording import duration, tenge

Billed = tuple[int | None, int | None]


def billed_of(row: Mission) -> Billed:
    """Return the seconds flown and what they cost."""
    return row.flown_s, row.costs.aggregate(total=Sum("amount_tiyn"))["total"]


def change_of(before: Billed, after: Billed, *, with_cost: bool) -> str:
    """Return from what to what hours and cost went; "" where nothing changed."""
    parts = []
    if before[0] != after[0]:
        hours = {"before": duration(before[0]), "after": duration(after[0])}
        parts.append(_("In the air: %(before)s → %(after)s.") % hours)
    if with_cost and before[1] != after[1]:
        cost = {"before": tenge(before[1]) or "–", "after": tenge(after[1]) or "–"}
        parts.append(_("Cost: %(before)s → %(after)s.") % cost)
    return " ".join(parts)
