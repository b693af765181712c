"""The rules of a day, read from the dated parameters."""

from datetime import date

from qanat.care.commission import parameters as p
from qanat.care.commission.rules.procedure import Procedure
from qanat.foundation.parameters.queries import ParameterRow, parameter

KEYS = (
    p.COMPOSITION, p.QUORUM, p.MAJORITY, p.OF_ENTITLED, p.TIE, p.RECUSAL, p.HEARING, p.TERM,
    p.WRITTEN_LEAST, p.WRITTEN_MOST, p.WRITTEN_REPEATS, p.APPEAL,
)  # fmt: skip


def procedure_on(day: date) -> Procedure:
    """Return how commissions decide on a day."""
    rows = {key: parameter(key, on=day) for key in KEYS}
    return Procedure(
        composition=_least(rows[p.COMPOSITION]),
        quorum_percent=rows[p.QUORUM].number,
        majority_percent=rows[p.MAJORITY].number,
        is_of_entitled=bool(rows[p.OF_ENTITLED].number),
        chair_breaks_tie=bool(rows[p.TIE].number),
        recusal_lowers=bool(rows[p.RECUSAL].number),
        hears_before_refusal=bool(rows[p.HEARING].number),
        term_months=round(rows[p.TERM].number),
        written_h=(rows[p.WRITTEN_LEAST].number, rows[p.WRITTEN_MOST].number),
        written_repeats=round(rows[p.WRITTEN_REPEATS].number),
        appeal_days=round(rows[p.APPEAL].number),
        is_verified=all(row.verified for row in rows.values()),
    )


def _least(row: ParameterRow) -> dict[str, int]:
    return {kind: int(count) for kind, count in row.entries.items() if isinstance(count, int)}
