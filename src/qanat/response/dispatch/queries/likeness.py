"""Requests which may be the same as another one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from qanat.foundation.actors import Actor
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.texts import search_key
from qanat.response.dispatch.models import Request, RequestPatient
from qanat.response.dispatch.models.requests import RequestQuerySet
from qanat.response.dispatch.parameters import DUPLICATE_WITHIN
from qanat.response.dispatch.rules.likeness import is_alike
from qanat.response.dispatch.states import RequestState

MOST_RECENT: Final = 500
MOST_SHOWN: Final = 10
CATEGORY: Final = 3
"""Characters of a code which name its category."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A request which may be the same as one being taken, and why."""

    id: int
    number: str
    received_at: datetime
    state: str
    place: str
    diagnosis: str
    same: tuple[str, ...]
    """Of ``patient``, ``name``, ``facility``, ``place``, ``diagnosis``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What is known of a request for which others are looked for."""

    patient_ids: Collection[int] = ()
    namesake_ids: Collection[int] = ()
    facility_id: int | None = None
    settlement_id: int | None = None
    icd10: str = ""
    diagnosis: str = ""


def similar_requests(
    actor: Actor, about: Described, now: datetime, *, not_id: int = 0
) -> list[Likeness]:
    """Return requests received shortly before ``now`` or later which may be the same one.

    The same patient is enough, or one of the same name; else the same place or facility
    together with the diagnosis, by code or in words. The most alike come first.
    """
    within = timedelta(minutes=parameter(DUPLICATE_WITHIN, on=now.date()).number)
    recent = Request.objects.visible_to(actor).filter(received_at__gte=now - within)
    recent = recent.exclude(state=RequestState.MERGED).exclude(pk=not_id)
    people = set(about.patient_ids)
    owners = _requests_of(recent, people)
    named = _requests_of(recent, set(about.namesake_ids) - people)
    found = []
    for row in recent.order_by("-received_at", "-id")[:MOST_RECENT]:
        same = _same(row, about, owners=owners, named=named)
        if is_alike(same):
            place = row.place or row.sending_name
            found.append(
                Likeness(row.pk, row.number, row.received_at, row.state, place, row.diagnosis, same)
            )
    return sorted(found, key=lambda x: -len(x.same))[:MOST_SHOWN]


def _requests_of(recent: RequestQuerySet, patient_ids: set[int]) -> set[int]:
    if not patient_ids:
        return set()
    links = RequestPatient.objects.filter(request__in=recent, patient_id__in=sorted(patient_ids))
    return set(links.values_list("request_id", flat=True))


def _same(row: Request, about: Described, *, owners: set[int], named: set[int]) -> tuple[str, ...]:
    facts = (
        ("patient", row.pk in owners),
        ("name", row.pk in named),
        ("facility", bool(about.facility_id) and row.sending_facility_id == about.facility_id),
        ("place", bool(about.settlement_id) and row.settlement_id == about.settlement_id),
        ("diagnosis", _is_same_illness(row, about)),
    )
    return tuple(name for name, is_so in facts if is_so)


def _is_same_illness(row: Request, about: Described) -> bool:
    if about.icd10 and row.icd10:
        return row.icd10[:CATEGORY] == about.icd10[:CATEGORY]
    words = search_key(about.diagnosis)
    return bool(words) and search_key(row.diagnosis) == words
