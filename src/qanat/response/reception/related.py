"""What the reception adds to the page of an ambulance call."""

from django.urls import reverse
from django.utils.translation import gettext as _

from qanat.foundation.actors import Actor
from qanat.response.reception.queries import HandInRow, hand_ins_of_call
from qanat.web.related import Group, Related
from qanat.web.wording import moment


def hand_ins_beside_call(actor: Actor, call_id: int) -> Group | None:
    """Return what another service handed in about a call; nothing if nobody did."""
    rows = hand_ins_of_call(actor, call_id)
    if not rows:
        return None
    return Group(title=_("Handed in by another service"), rows=tuple(map(_line, rows)))


def _line(row: HandInRow) -> Related:
    revision = _("revision %(number)s") % {"number": row.revision}
    told = (row.sender, moment(row.received_at, "short"), revision)
    return Related(
        label=row.reference,
        url=reverse("reception:hand_in", args=(row.id,)),
        note=" · ".join(told),
        mark=_("to be asked") if row.doubts else "",
        tone="warn" if row.doubts else "",
    )
