"""Ask every context for what a person is looking for; each shows what he may see."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from qanat.care.telemedicine import permissions as telemedicine
from qanat.care.telemedicine.queries.orders import find_orders
from qanat.care.telemedicine.states import OrderState
from qanat.foundation.actors import Actor
from qanat.foundation.days import national_day
from qanat.foundation.texts import search_key
from qanat.registry.facilities.queries import search_facilities
from qanat.registry.fleet import permissions as fleet
from qanat.registry.fleet.queries import aircraft_choices
from qanat.registry.patients import permissions as patients
from qanat.registry.patients.queries import birth_text, search_patients, shown_name
from qanat.registry.places.queries import find_places
from qanat.registry.terminology import permissions as registry
from qanat.response.dispatch import permissions as dispatch
from qanat.response.dispatch.queries.missions import find_missions
from qanat.response.dispatch.queries.requests import find_requests
from qanat.response.dispatch.states import MissionState, RequestState
from qanat.web.wording import moment

SHOWN: Final = 8
PLACE_ADDRESSES: Final = {
    "settlement": "places:settlement",
    "region": "places:region",
    "airfield": "places:airfield",
}
LIKENESS: Final = 0.5
"""Places whose names are less alike than this are not what was meant."""
SHORT: Final = 8
LIKENESS_OF_SHORT: Final = 0.7
"""Of few letters a half is soon alike by chance."""
CODE: Final = 3
"""Score of an airfield whose code was typed."""
WHOLE_NUMBER: Final = 9


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found.

    Attributes:
        is_exact: its very number or code was typed.
    """

    label: str
    url: str
    note: str = ""
    mark: str = ""
    urgency: int | None = None
    is_exact: bool = False


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found of one kind.

    Attributes:
        more_url: a page which shows all of it, if asked by POST with the same ``text``.
    """

    kind: str
    title: str
    icon: str
    rows: tuple[Hit, ...]
    more_url: str = ""


def find(actor: Actor, text: str) -> list[Hits]:
    """Return what fits a line of search, by kind; kinds in which nothing fits are left out."""
    if not text.strip():
        return []
    found = (ask(actor, text) for needs, ask in ASKED if actor.may(needs))
    return [hits for hits in found if hits.rows]


def only_hit(found: list[Hits]) -> Hit | None:
    """Return the single thing found if its very number or code was typed."""
    hits = [hit for kind in found for hit in kind.rows]
    return hits[0] if len(hits) == 1 and hits[0].is_exact else None


def _is(text: str, *codes: str) -> bool:
    key = search_key(text)
    return bool(key) and key in {search_key(code) for code in codes}


def _requests(actor: Actor, text: str) -> Hits:
    rows = find_requests(actor, text, timezone.now(), count=SHOWN)
    hits = (
        Hit(
            label=r.diagnosis or r.number,
            url=reverse("dispatch:request", args=(r.id,)),
            note=_joined(r.number, r.place or r.sending, r.region_name, moment(r.received_at)),
            mark=str(RequestState(r.state).label),
            urgency=r.urgency,
            is_exact=_is(text, r.number),
        )
        for r in rows
    )
    return Hits("requests", _("Requests"), "clipboard-list", tuple(hits))


def _missions(actor: Actor, text: str) -> Hits:
    rows = find_missions(actor, text, count=SHOWN)
    hits = (
        Hit(
            label=m.vehicle or m.number,
            url=reverse("dispatch:mission", args=(m.id,)),
            note=_joined(m.number, m.operator, ", ".join(m.requests)),
            mark=str(MissionState(m.state).label),
            is_exact=_is(text, m.number),
        )
        for m in rows
    )
    return Hits("missions", _("Missions"), "plane", tuple(hits))


def _orders(actor: Actor, text: str) -> Hits:
    rows = find_orders(actor, text, count=SHOWN)
    hits = (
        Hit(
            label=o.diagnosis or o.number,
            url=reverse("telemedicine:order", args=(o.id,)),
            note=_joined(o.number, o.sending, o.region_name, moment(o.ordered_at)),
            mark=str(OrderState(o.state).label),
            urgency=o.urgency,
            is_exact=_is(text, o.number),
        )
        for o in rows
    )
    return Hits("orders", _("Consultations"), "stethoscope", tuple(hits))


def _patients(actor: Actor, text: str) -> Hits:
    rows = search_patients(actor, text).rows
    today = national_day(timezone.now())
    is_number = not any(map(str.isalpha, text)) and sum(map(str.isdigit, text)) >= WHOLE_NUMBER
    hits = tuple(
        Hit(
            label=shown_name(p) or p.number,
            url=reverse("patients:patient", args=(p.id,)),
            note=_joined(p.number, birth_text(p, today)),
            is_exact=is_number or _is(text, p.number),
        )
        for p in rows[:SHOWN]
    )
    more = reverse("patients:search") if len(rows) > SHOWN else ""
    return Hits("patients", _("Patients"), "users", hits, more)


def _aircraft(actor: Actor, text: str) -> Hits:
    key = search_key(text)
    fitting = [
        (pk, tail) for pk, tail in aircraft_choices(actor) if key and key in search_key(tail)
    ]
    hits = (
        Hit(tail, reverse("fleet:aircraft", args=(pk,)), is_exact=_is(text, tail))
        for pk, tail in fitting[:SHOWN]
    )
    return Hits("aircraft", _("Aircraft"), "helicopter", tuple(hits))


def _facilities(_actor: Actor, text: str) -> Hits:
    rows = search_facilities(text, limit=SHOWN)
    hits = (
        Hit(
            f.name,
            reverse("facilities:facility", args=(f.id,)),
            note=f.settlement_name,
            is_exact=_is(text, f.code),
        )
        for f in rows
    )
    return Hits("facilities", _("Hospitals"), "building-hospital", tuple(hits))


def _places(actor: Actor, text: str) -> Hits:
    rows = find_places(text, kinds=PLACE_ADDRESSES, limit=SHOWN, actor=actor)
    needed = LIKENESS if len(search_key(text)) >= SHORT else LIKENESS_OF_SHORT
    hits = (
        Hit(
            label=p.name,
            url=reverse(PLACE_ADDRESSES[p.kind], args=(p.id,)),
            note=p.region_name if p.region_name != p.name else "",
            is_exact=p.score >= CODE or _is(text, p.id),
        )
        for p in rows
        if p.score >= needed
    )
    return Hits("places", _("Places"), "map-pin", tuple(hits))


Ask = Callable[[Actor, str], Hits]
ASKED: Final[tuple[tuple[str, Ask], ...]] = (
    (dispatch.SEE, _requests),
    (patients.SEE, _patients),
    (dispatch.SEE, _missions),
    (telemedicine.SEE, _orders),
    (fleet.SEE, _aircraft),
    (registry.READ, _facilities),
    (registry.READ, _places),
)


def _joined(*parts: str) -> str:
    return " · ".join(_told(parts))


def _told(parts: tuple[str, ...]) -> Iterator[str]:
    return (part for part in parts if part)
