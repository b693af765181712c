"""How the audit trail writes what is stored: names for codes and numbers, as far as there are."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Final, TypeAlias

from django.apps import apps
from django.conf import settings
from django.utils.dateparse import parse_date
from django.utils.translation import pgettext

from qanat.care.abroad.states import Urgency
from qanat.care.critical.states import LifeSupport
from qanat.desks.administration.record_kinds import RECORDS
from qanat.foundation.access.places import PlaceBook
from qanat.foundation.access.roles import all_roles
from qanat.foundation.access_types import ScopeKind
from qanat.foundation.actors import SYSTEM
from qanat.foundation.refusals import Text
from qanat.foundation.texts import LANGUAGES, local
from qanat.registry.facilities.queries import facility_names
from qanat.registry.fleet.queries import aircraft_choices
from qanat.registry.fleet.queries.ambulances import call_signs
from qanat.registry.terminology.queries import names_of as codes_of
from qanat.registry.terminology.queries import reason_names
from qanat.registry.workforce.states import DutyRole
from qanat.response.dispatch.states.stamps import STAMP_LABELS
from qanat.web import wording
from qanat.web.marks import URGENCY_WORDS

Names: TypeAlias = Mapping[str, Text]

ACCOUNTS: Final = frozenset(
    {
        "accepted_by", "account_id", "answered_by", "asked_by", "by_id", "created_by_id",
        "dispatcher_id", "entered_by", "granted_by_id", "included_by", "made_by", "owner_id",
        "paid_by", "reviewed_by_id", "revoked_by_id", "round_taken_by", "seen_by", "shown_to",
        "started_by", "stated_by", "taken_by", "told_by", "undone_by", "user_id", "verified_by",
    }
)  # fmt: skip
REASONS: Final = frozenset(
    {"decision_reason", "end_reason", "cancel_reason", "hold_reason", "confirmed"}
)
REGIONS: Final = frozenset(
    {"region", "region_id", "destination_region", "from_region", "to_region"}
)
KINDS: Final[dict[str, Text]] = {
    "call": RECORDS["dispatch_call"],
    "critical.watch": RECORDS["critical_watch"],
    "dispatch.request": RECORDS["dispatch_request"],
    "mission": RECORDS["dispatch_mission"],
    "patients.registered": RECORDS["patients_patient"],
    "request": RECORDS["dispatch_request"],
    "telemedicine.order": RECORDS["telemedicine_consultationorder"],
}
"""What a promise, a message or an access is for."""


def _in(unit: str, factor: Decimal = Decimal(1)) -> Callable[[float], str]:
    """Return how a number is written in a unit."""

    def write(value: float) -> str:
        exact = Decimal(str(value)) * factor
        places = max(0, -int(exact.normalize().as_tuple().exponent))
        return f"{wording.number(exact, places)}{wording.NBSP}{wording.unit(unit)}"

    return write


UNITS: Final[Mapping[str, Callable[[float], str]]] = {
    "tiyn": lambda value: wording.tenge(int(value)),
    "cents": lambda value: wording.number(Decimal(int(value)) / 100, 2),
    "days": _in("d"),
    "s": wording.duration,
    "minor": lambda value: wording.number(Decimal(value) / 100, 2),
    "min": _in("min"),
    "m": _in("m"),
    "km": _in("km"),
    "mps": _in("km/h", Decimal("3.6")),
    "g": _in("kg", Decimal("0.001")),
}
"""How numbers are written by the unit with which the name of their column ends."""


def _origins() -> Names:
    return dict(apps.get_model("dispatch", "Request")._meta.get_field("origin").flatchoices)


LISTS: Final[dict[str, Callable[[], Names]]] = {
    "about_kind": lambda: KINDS,
    "access_role_grant.role": lambda: {code: role.label for code, role in all_roles().items()},
    "cause": lambda: codes_of("need"),
    "channel": lambda: codes_of("channel"),
    "telemedicine_consultationorder.origin": _origins,
    "companion": lambda: codes_of("specialty"),
    "contraindications": lambda: codes_of("contraindication"),
    "dispatch_crewmember.role": lambda: dict(DutyRole.choices),
    "dispatch_stamp.kind": lambda: {kind.value: word for kind, word in STAMP_LABELS.items()},
    "escorts": lambda: codes_of("escort"),
    "needs": lambda: codes_of("equipment"),
    "facilities_capability.code": lambda: codes_of("capability"),
    "language": lambda: dict(settings.LANGUAGES),
    "nosology": lambda: codes_of("nosology"),
    "organ": lambda: codes_of("organ"),
    "purpose": lambda: KINDS,
    "purpose_kind": lambda: KINDS,
    "reason": reason_names,
    "specialty": lambda: codes_of("specialty"),
    "support": lambda: codes_of("support"),
    "abroad_journey.escorts": dict,
    "abroad_case.urgency": lambda: {str(level): word for level, word in Urgency.choices},
    "critical_findings.support": lambda: dict(LifeSupport.choices),
    "critical_watch.support": lambda: dict(LifeSupport.choices),
    "urgency": lambda: {str(level): word for level, word in URGENCY_WORDS.items()},
}
"""The names of coded values by column, or by table and column; read only when they are met."""


NUMBERED: Final[Mapping[str, Callable[[Collection[int]], Mapping[int, Text]]]] = {
    "aircraft_id": lambda _ids: dict(aircraft_choices(SYSTEM)),
    "ambulance_id": partial(call_signs, SYSTEM),
    "facility_id": facility_names,
}
"""Names of what has a number, by the end of a column's name."""
DAY_LENGTH: Final = len("2026-01-01")
SPAN: Final = re.compile(r'[\[(]"?([^",]*)"?,"?([^",]*)"?[\])]')


def _kind_of(column: str) -> str:
    return next((end for end in NUMBERED if column.endswith(end)), "")


def names_of_numbers(
    values: Iterable[tuple[str, object]],
) -> dict[str, Mapping[int, Text]]:
    """Return the names of the numbers in some columns, one question for each kind."""
    asked = defaultdict[str, set[int]](set)
    for column, value in values:
        if (kind := _kind_of(column)) and isinstance(value, int):
            asked[kind].add(value)
    return {kind: NUMBERED[kind](ids) for kind, ids in asked.items()}


@dataclass
class ValueBook:
    """The names of what is stored, each list read at most once for a page.

    Attributes:
        numbers: names of what has a number, by kind.
    """

    people: Mapping[int | None, str]
    numbers: Mapping[str, Mapping[int, Text]] = field(default_factory=dict)
    places: PlaceBook = field(default_factory=PlaceBook)
    _lists: dict[str, Names] = field(default_factory=dict)

    def read(self, table: str, column: str, value: object) -> str:
        """Write a stored value as it is read; nothing where there is none."""
        match value:
            case None | {} | []:
                text = ""
            case bool():
                text = pgettext("answer", "Yes") if value else pgettext("answer", "No")
            case int() | float() if write := UNITS.get(column.rpartition("_")[2]):
                text = write(value)
            case datetime():
                text = wording.moment(value)
            case dict() if set(value) <= set(LANGUAGES):
                text = local(value)
            case list():
                text = ", ".join(self.read(table, column, one) for one in value)
            case float():
                text = wording.number(value, len(str(value).partition(".")[2]))
            case _:
                text = self._named(table, column, str(value))
        return text

    def reason(self, code: str) -> str:
        """Return the words of a reason; free words stay."""
        return str(self._list("reason").get(code, code)) if code else ""

    def _named(self, table: str, column: str, value: str) -> str:
        listed = next((n for n in (f"{table}.{column}", column) if n in LISTS), "")
        if listed:
            text: Text = self._list(listed).get(value, value)
        elif column in REGIONS:
            text = self.places.name(ScopeKind.REGION, value)
        elif column in REASONS:
            text = self.reason(value)
        elif column in ACCOUNTS and value.isdigit():
            text = self.people.get(int(value), value)
        elif (kind := _kind_of(column)) and value.isdigit():
            text = self.numbers.get(kind, {}).get(int(value), value)
        elif column.endswith("_on") and (on := _day(value)):
            text = wording.day(on)
        else:
            text = _span(value) or value
        return str(text)

    def _list(self, name: str) -> Names:
        if name not in self._lists:
            self._lists[name] = LISTS[name]()
        return self._lists[name]


def _span(text: str) -> str:
    """Write a range of moments or days as the database writes it; nothing if it is none.

    The database writes the first day after a range of days; people name its last.
    """
    ends = SPAN.fullmatch(text)
    if ends is None or not any(ends.groups()):
        return ""
    try:
        first, last = (parse_date(end) if len(end) == DAY_LENGTH else None for end in ends.groups())
        told = (
            wording.day(first) if first else _moment(ends[1]),
            wording.day(last - timedelta(days=1)) if last else _moment(ends[2]),
        )
    except ValueError:
        return ""
    return " – ".join(told)


def _moment(text: str) -> str:
    """Write an end of a range, or that it has none.

    Raises:
        ValueError: if it is no moment with its zone.
    """
    return wording.moment(datetime.fromisoformat(text)) if text else "…"


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
