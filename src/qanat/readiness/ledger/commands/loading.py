"""Load the published figures that ship with Qanat."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.utils import timezone

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.readiness.ledger.commands.entering import FigureDraft
from qanat.readiness.ledger.models import Publication, PublishedFigure
from qanat.readiness.ledger.permissions import ENTER
from qanat.readiness.ledger.rules.measures import read_measure
from qanat.readiness.ledger.states import Relation, Unit

DATA: Final = Path(__file__).parent.parent / "data" / "published.json"
RENEWED: Final = "reference data renewed"


@command(needs=ENTER)
def load_ledger(actor: Actor) -> int:
    """Load what is missing; a figure which changed in the file gets a further version.

    What a person entered or corrected stays as it is.

    Returns:
        The number of figures in the file.
    """
    published = json.loads(DATA.read_text(encoding="utf-8"))
    now, done = timezone.now(), 0
    for raw in published:
        publication, _is_new = Publication.objects.get_or_create(
            code=raw["code"],
            defaults={
                "title": raw["title"],
                "publisher": raw["publisher"],
                "language": raw["language"],
                "file": raw.get("file", ""),
                "dated_on": _day(raw.get("dated_on")),
                "entered_at": now,
                "by_id": actor.id,
            },
        )
        _load_figures(publication, raw["figures"], actor.id, now)
        done += len(raw["figures"])
    return done


def _load_figures(
    publication: Publication, figures: list[Mapping[str, Any]], by_id: int, now: datetime
) -> None:
    newest = {row.code: row for row in publication.figures.order_by("version")}
    rows = []
    for place, raw in enumerate(figures, 1):
        columns, old = _draft(raw).columns(), newest.get(raw["code"])
        if old is not None and (old.by_id != by_id or _is_same(old, columns)):
            continue
        made = PublishedFigure(
            publication=publication,
            code=raw["code"],
            place=place,
            version=old.version + 1 if old else 1,
            reason=RENEWED if old else "",
            entered_at=now,
            by_id=by_id,
            **columns,
        )
        rows.append(made)
    PublishedFigure.objects.bulk_create(rows)


def _is_same(old: PublishedFigure, columns: Mapping[str, Any]) -> bool:
    return all(getattr(old, name) == value for name, value in columns.items())


def _draft(raw: Mapping[str, Any]) -> FigureDraft:
    value = raw.get("value")
    return FigureDraft(
        label=raw["label"],
        quote=raw["quote"],
        value=None if value is None else Decimal(str(value)),
        unit=raw.get("unit", Unit.NUMBER),
        decimals=raw.get("places", 0),
        relation=raw.get("relation", Relation.EXACT),
        days=_days(raw.get("period")),
        base=_days(raw.get("base")),
        as_of=_day(raw.get("as_of")),
        module=raw["module"],
        measure=read_measure(raw.get("measure") or {}),
        steps=tuple(raw.get("steps", ())),
        note=raw.get("note", {}),
    )


def _days(raw: list[str] | None) -> tuple[date, date] | None:
    return (date.fromisoformat(raw[0]), date.fromisoformat(raw[1])) if raw else None


def _day(raw: str | None) -> date | None:
    return date.fromisoformat(raw) if raw else None
