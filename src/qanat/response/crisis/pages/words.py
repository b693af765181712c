"""What the pages of an incident have in common."""

from django.urls import reverse
from django.utils.translation import gettext as _

from qanat.foundation.actors import Actor
from qanat.response.crisis.permissions import DECLARE, REQUEST, TRIAGE
from qanat.response.crisis.queries.incidents import IncidentRow
from qanat.response.crisis.states import (
    COLOURS,
    INCIDENT,
    AgeBand,
    CasualtySex,
    Category,
    IncidentKind,
    IncidentState,
)
from qanat.web.figures import Figure, Tab
from qanat.web.reply import Values
from qanat.web.wording import number

TONES = {"red": "breach", "yellow": "warn", "green": "ok", "black": ""}


def about(actor: Actor, row: IncidentRow, view: str) -> Values:
    """Return what stands at the head of every page of an incident."""
    return {
        "row": row,
        "kind": IncidentKind(row.kind).label,
        "state": IncidentState(row.state).label,
        "tabs": _tabs(actor, row, view),
        "tiles": _tiles(row),
        "moves": _moves(actor, row),
        "categories": dict(Category.choices),
        "tones": TONES,
        "sexes": dict(CasualtySex.choices),
        "ages": dict(AgeBand.choices),
        "can_enter": actor.may(TRIAGE) and row.is_running,
        "can_request": actor.may(REQUEST),
    }


def _tiles(row: IncidentRow) -> list[Figure]:
    estimate = (
        _("thought at first: %(number)s") % {"number": number(row.estimated)}
        if row.estimated
        else ""
    )
    here = reverse("crisis:incident", args=(row.id,))
    total = Figure(_("Casualties"), number(row.total), note=estimate, url=here)
    return [
        total,
        *(
            Figure(
                Category(colour).label,
                number(row.counts[colour]),
                url=f"{here}?category={colour}",
                tone=TONES[colour] if row.counts[colour] else "",
            )
            for colour in COLOURS
        ),
    ]


def _moves(actor: Actor, row: IncidentRow) -> list[Values]:
    if not actor.may(DECLARE):
        return []
    return [
        {
            "label": move.label,
            "url": reverse("crisis:move", args=(row.id, move.name)),
            "tone": "primary" if move.name == "activate" else "",
        }
        for move in INCIDENT.open_moves(row.state)
    ]


def _tabs(actor: Actor, row: IncidentRow, view: str) -> list[Tab]:
    names = {"incident": _("Casualties")}
    if actor.may(REQUEST):
        names["plan"] = _("Plans for many")
        names["together"] = _("All together")
    names["report"] = _("Situation report")
    return [
        Tab(label, reverse(f"crisis:{name}", args=(row.id,)), current=name == view)
        for name, label in names.items()
    ]
