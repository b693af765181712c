"""How one cell of each column is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from qanat.foundation.tabular.cells import (
    Cell,
    cell_text,
    hours,
    number_key,
    squeezed,
    whole,
    word_key,
)
from qanat.foundation.tabular.dates import moment
from qanat.readiness.statistics.rules.journal import vocabulary as words
from qanat.readiness.statistics.rules.journal.places import HOME, find_country, find_region
from qanat.readiness.statistics.states import Doubt, Fault

Value = object
Wrong = Fault | Doubt


@dataclass(slots=True)
class Reading:
    """The value of a cell, or what is wrong with it; ``text`` is what was written.

    ``key`` is equal for two cells that say the same in whatever form.
    """

    value: Value
    text: str
    wrong: Wrong | None = None
    key: str = field(init=False)

    def __post_init__(self) -> None:
        self.key = word_key(self.text if self.value is None else str(self.value))


CellReader = Callable[[Cell], Reading]
EMPTY: Final = Reading(None, "")


def _text(cell: Cell) -> Reading:
    text = squeezed(cell_text(cell))
    return Reading(text, text)


def _moment(cell: Cell) -> Reading:
    if not (text := squeezed(cell_text(cell))):
        return EMPTY
    at = moment(cell if not isinstance(cell, str) else text)
    return Reading(at, text, None if at else Fault.IMPOSSIBLE_DATE)


def _whole(cell: Cell) -> Reading:
    if not (text := squeezed(cell_text(cell))):
        return EMPTY
    number = whole(text)
    return Reading(number, text, Fault.BAD_ROW_NUMBER if number is None else None)


def _hours(cell: Cell) -> Reading:
    if not (text := squeezed(cell_text(cell))):
        return EMPTY
    number = hours(text)
    return Reading(number, text, Doubt.BAD_NUMBER if number is None else None)


def _word(known: Mapping[str, Value], wrong: Wrong) -> CellReader:
    def read(cell: Cell) -> Reading:
        text = " ".join(cell_text(cell).split())
        if (value := known.get(word_key(text))) is not None or not squeezed(text):
            return Reading(value, text)
        return Reading(None, text, wrong)

    return read


def _region(cell: Cell) -> Reading:
    if not (text := squeezed(cell_text(cell))):
        return EMPTY
    code = find_region(text)
    return Reading(code, text, None if code else Fault.UNKNOWN_REGION)


def _country(cell: Cell) -> Reading:
    if not (text := squeezed(cell_text(cell))):
        return EMPTY
    code = find_country(text)
    return Reading("" if code == HOME else code, text, None if code else Fault.UNKNOWN_COUNTRY)


def _tail(cell: Cell) -> Reading:
    text = number_key(squeezed(cell_text(cell)))
    if text.startswith("UP") and text[2:3] not in {"", "-"}:
        text = f"UP-{text[2:]}"
    return Reading(text, text)


READERS: Final[Mapping[str, CellReader]] = {
    "row_no": _whole,
    "request_kind": _word(words.REQUEST_KINDS, Fault.UNKNOWN_REQUEST_KIND),
    "request_no": _text,
    "received_at": _moment,
    "channel": _text,
    "country": _country,
    "region": _region,
    "settlement": _text,
    "sending_facility": _text,
    "diagnosis": _text,
    "icd10": _text,
    "nosology": _word(words.NOSOLOGIES, Doubt.UNKNOWN_VALUE),
    "service": _word(words.SERVICES, Fault.UNKNOWN_SERVICE),
    "performed_at": _moment,
    "level": _word(words.LEVELS, Fault.UNKNOWN_LEVEL),
    "route": _word(words.ROUTES, Fault.UNKNOWN_ROUTE),
    "decision": _word(words.DECISIONS, Doubt.UNKNOWN_VALUE),
    "decline_reason": _text,
    "flight_no": _text,
    "trip_no": _text,
    "aircraft": _tail,
    "operator": _text,
    "departed_at": _moment,
    "landed_at": _moment,
    "flight_hours": _hours,
    "crew": _text,
    "receiving_facility": _text,
    "escorted": _word(words.YES_NO, Doubt.UNKNOWN_VALUE),
    "organ": _text,
}
"""Columns with one value; those of patients are read together (``patients.py``)."""

PATIENT_FIELDS: Final = ("patient", "iin", "born_on", "sex", "document")
