"""What the pages of a shift have in common."""

from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotAllowed
from qanat.response.alerts.parameters import CONSOLE
from qanat.response.shifts.permissions import SEE, SIGN, WORK
from qanat.response.shifts.queries.shifts import (
    ShiftRow,
    are_hours_verified,
    members_of,
    sees_shifts,
)
from qanat.response.shifts.states import EntryKind, ShiftState
from qanat.web.figures import Tab
from qanat.web.reply import Values

NOW: Final = "now"


def need_shifts(actor: Actor) -> None:
    """Refuse whoever does not see the shifts of the centre.

    Raises:
        NotAllowed: if he does not.
    """
    actor.need(SEE)
    if not sees_shifts(actor):
        raise NotAllowed(permission=SEE)


def about(actor: Actor, row: ShiftRow, view: str, now: datetime) -> Values:
    """Return what stands at the head of every page of a shift."""
    members = members_of(row.id)
    is_member = any(m.account_id == actor.id and m.left_at is None for m in members)
    can_work = actor.may(WORK) and row.is_current
    can_sign = actor.may(SIGN) and row.is_current
    is_open = row.state == ShiftState.OPEN
    return {
        "row": row,
        "state": ShiftState(row.state).label,
        "members": members,
        "kinds": dict(EntryKind.choices),
        "can_join": can_work and not is_member,
        "can_leave": can_work and is_member,
        "can_note": can_work,
        "can_hand_over": can_sign and is_open,
        "can_take_back": can_sign and not is_open and row.handed_over_by_id == actor.id,
        "can_take_over": can_sign and not is_open and row.handed_over_by_id != actor.id,
        "is_verified": are_hours_verified(row.planned_start_at),
        "source": CONSOLE,
        "tabs": tabs(row, view),
        "now": now,
    }


def tabs(row: ShiftRow, view: str) -> list[Tab]:
    """Return the pages of a shift beside each other."""
    here = (row.id,)
    first = _("Open matters") if row.is_current else _("What was signed")
    home = reverse("shifts:now") if row.is_current else reverse("shifts:shift", args=here)
    addresses = {
        NOW: (first, home),
        "log": (pgettext("shift", "Log"), reverse("shifts:log", args=here)),
        "figures": (_("Figures"), reverse("shifts:figures", args=here)),
        "history": (_("All shifts"), reverse("shifts:history")),
        "paper": (_("Paper forms"), reverse("shifts:paper")),
    }
    return [Tab(label, url, current=code == view) for code, (label, url) in addresses.items()]
