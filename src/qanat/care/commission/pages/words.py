"""What pages of commissions say of states, outcomes and tones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from qanat.care.commission.queries.items import ItemRow
from qanat.care.commission.queries.papers import LANGUAGES
from qanat.care.commission.states import ItemState, Outcome, Why
from qanat.foundation.refusals import Text

STATES: Final[Mapping[str, Text]] = dict(ItemState.choices)
OUTCOMES: Final[Mapping[str, Text]] = dict(Outcome.choices)
GRANTED: Final = (Outcome.ABROAD, Outcome.SPECIALIST, Outcome.HOME, Outcome.MORE)
TONES: Final[Mapping[str, str]] = {
    ItemState.HEARING: "accent",
    ItemState.VOTING: "warn",
    ItemState.DECIDED: "ok",
}


def paper_languages() -> dict[str, str]:
    """Return the names of the languages in which papers are made."""
    names = dict(settings.LANGUAGES)
    return {code: str(names[code]) for code in LANGUAGES}


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A matter with its words."""

    row: ItemRow
    state: Text
    tone: str
    outcome: Text
    is_granted: bool
    why_barred: Text


def item_lines(rows: Iterable[ItemRow]) -> list[ItemLine]:
    """Return matters with their words."""
    return [item_line(row) for row in rows]


def item_line(row: ItemRow) -> ItemLine:
    """Return a matter with its words."""
    return ItemLine(
        row=row,
        state=STATES[row.state],
        tone=TONES.get(row.state, ""),
        outcome=OUTCOMES.get(row.outcome, ""),
        is_granted=row.outcome in GRANTED,
        why_barred=Why(row.why_barred).label if row.why_barred else "",
    )
