"""The ledger as files: JSON, CSV, a spreadsheet, plain text."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from qanat.foundation.periods import Period
from qanat.foundation.tabular.writing import Line, as_count, csv_text, xlsx_bytes
from qanat.foundation.texts import local
from qanat.readiness.ledger.queries.standing import Held
from qanat.readiness.ledger.queries.words import (
    arithmetic_words,
    computed_words,
    definition_words,
    measured_words,
    period_words,
    printed_words,
    source_words,
    standing_words,
)
from qanat.readiness.ledger.rules.measures import plain_measure

FORMATS = ("text", "json", "csv", "xlsx")


def ledger_json(rows: Iterable[Held]) -> str:
    """Return figures with codes and exact numbers, to be read by programs."""
    return json.dumps([_plain(held) for held in rows], ensure_ascii=False, indent=1) + "\n"


def _plain(held: Held) -> dict[str, Any]:
    row = held.row
    return {
        "publication": row.publication.code,
        "figure": row.code,
        "label": local(row.label),
        "value": _number(row.value),
        "unit": row.unit,
        "relation": row.relation,
        "quote": row.quote,
        "source": row.publication.publisher,
        "file": row.publication.file,
        "as_of": str(row.as_of or row.publication.dated_on or "") or None,
        "period": _days(row.spans.period),
        "base": _days(row.spans.base),
        "module": row.module,
        "definition": plain_measure(row.measure) or None,
        "status": held.standing.value,
        "computed": _number(held.computed),
        "difference": _number(held.difference),
        "keys": list(held.keys),
        "counts": [_term(term.figure, term.period, term.count, term.key) for term in held.terms],
        "arithmetic": held.arithmetic.value,
        "arithmetic_shown": arithmetic_words(held),
        "note": local(row.note),
        "version": row.version,
    }


def _term(figure: str, period: Period, count: int, key: str) -> dict[str, Any]:
    told = {"figure": figure, **(_days(period) or {}), "count": count}
    return told | ({"key": key} if key else {})


def _number(value: object) -> float | int | None:
    if value is None:
        return None
    exact = float(str(value))
    return int(exact) if exact == int(exact) else exact


def _days(period: Period | None) -> dict[str, str] | None:
    if period is None:
        return None
    return {"from": period.first.isoformat(), "to": period.last.isoformat()}


def ledger_lines(rows: Iterable[Held]) -> Iterator[Line]:
    """Return figures as lines of a table, the first with the headings."""
    yield [
        _("Source"), _("Figure"), _("Printed"), _("Quote"), _("Period"), _("What is counted"),
        _("By the records"), _("Status"), _("Arithmetic of the records"),
        _("Arithmetic of the publication"), _("Whether it holds"), _("Note"),
    ]  # fmt: skip
    for held in rows:
        yield [
            source_words(held.row),
            local(held.row.label),
            printed_words(held.row),
            held.row.quote,
            period_words(held.row.spans.period),
            definition_words(held.row),
            computed_words(held),
            standing_words(held),
            measured_words(held),
            arithmetic_words(held),
            str(held.arithmetic.label),
            local(held.row.note),
        ]


def ledger_csv(rows: Iterable[Held]) -> str:
    """Return figures as CSV."""
    return csv_text(ledger_lines(rows))


def ledger_xlsx(rows: Iterable[Held]) -> bytes:
    """Return figures as a spreadsheet."""
    lines = [
        [as_count(cell) if isinstance(cell, str) else cell for cell in line]
        for line in ledger_lines(rows)
    ]
    return xlsx_bytes([(_("Ledger of published figures"), lines)])


def ledger_text(rows: Sequence[Held]) -> str:
    """Return figures to be read at a terminal."""
    told, source = [], ""
    for held in rows:
        if source_words(held.row) != source:
            source = source_words(held.row)
            told += ["", source]
        told.append(
            f"  {local(held.row.label)}: {printed_words(held.row)}. {standing_words(held)}."
        )
        details = (measured_words(held), arithmetic_words(held), local(held.row.note))
        told += [f"    {words}" for words in details if words]
    return "\n".join(told[1:]) + "\n"
