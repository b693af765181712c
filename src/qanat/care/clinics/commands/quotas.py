"""Quotas between countries: offered, taken by patients, given back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qanat.care.clinics.models import Quota, QuotaPlace
from qanat.care.clinics.permissions import EDIT
from qanat.care.clinics.states import PLACE, PlaceState
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.moving import make_move
from qanat.foundation.refusals import Conflict, Invalid, NotFound
from qanat.foundation.turns import wait_for_turn

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2199
MOST: Final = 100_000


class QuotaImpossible(Invalid):
    """A quota is of a year, by an agreement, of some places."""

    code = "quota_impossible"
    field = "agreement"
    text = _("A quota needs a year, an agreement, a source and at least one place.")


class QuotaUsed(Conflict):
    """No fewer places are offered than are taken."""

    code = "quota_used"
    field = "offered"
    text = _("%(used)s places are taken already.")


class QuotaFull(Conflict):
    """There are no more places than were offered."""

    code = "quota_full"
    text = _("All %(offered)s places of this quota are taken.")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaDraft:
    """So many places which a country offers for a year."""

    year: int
    country: str
    agreement: str
    offered: int
    source: str


@command(needs=EDIT)
def offer_quota(actor: Actor, *, draft: QuotaDraft, now: datetime) -> int:
    """Put a quota on record and return its id; told again, its places are as told last.

    Raises:
        QuotaUsed: if fewer places are offered than are taken.
    """
    agreement, source = " ".join(draft.agreement.split()), draft.source.strip()
    is_year = FIRST_YEAR <= draft.year <= LAST_YEAR
    if not agreement or not source or not is_year or not 0 < draft.offered <= MOST:
        raise QuotaImpossible
    wait_for_turn("clinics.quota", draft.year, draft.country)
    known = Quota.objects.filter(year=draft.year, country=draft.country, agreement=agreement)
    row = known.select_for_update(of=("self",)).first()
    if row is None:
        row = Quota(year=draft.year, country_id=draft.country, agreement=agreement)
        row.at, row.by_id = now, actor.id
    elif row.used > draft.offered:
        raise QuotaUsed(used=row.used)
    row.offered, row.source = draft.offered, source
    row.save()
    return row.pk


@command(needs=EDIT)
def take_place(actor: Actor, *, quota_id: int, matter: UUID, number: str, now: datetime) -> int:
    """Take a place of a quota for a case and return it. Twice is once.

    Raises:
        QuotaFull: if all are taken.
    """
    quota = _locked_quota(quota_id)
    taken = QuotaPlace.objects.filter(quota=quota, matter=matter)
    known = taken.exclude(state=PlaceState.GIVEN_BACK).first()
    if known is not None:
        return known.pk
    if quota.used >= quota.offered:
        raise QuotaFull(offered=quota.offered)
    quota.used += 1
    quota.save(update_fields=["used"])
    place = QuotaPlace.objects.create(
        quota=quota, matter=matter, number=number.strip(), taken_at=now, by_id=actor.id
    )
    return place.pk


@command(needs=EDIT)
def treat_place(actor: Actor, *, place_id: int, note: str = "", now: datetime) -> None:
    """Note that the patient of a place was treated."""
    _end(actor, place_id, "treat", "", note, now)


@command(needs=EDIT)
def return_untreated(
    actor: Actor, *, place_id: int, reason: str, note: str = "", now: datetime
) -> None:
    """Note that the patient of a place came back without treatment: the place is used."""
    _end(actor, place_id, "return_untreated", reason, note, now)


@command(needs=EDIT)
def give_place_back(
    actor: Actor, *, place_id: int, reason: str, note: str = "", now: datetime
) -> None:
    """Give a place back: another patient may take it."""
    quota = _end(actor, place_id, "give_back", reason, note, now)
    quota.used -= 1
    quota.save(update_fields=["used"])


def _end(actor: Actor, place_id: int, move: str, reason: str, note: str, now: datetime) -> Quota:
    quota_id = QuotaPlace.objects.filter(pk=place_id).values_list("quota_id", flat=True).first()
    quota = _locked_quota(quota_id or 0)
    place = quota.places.select_for_update(of=("self",)).get(pk=place_id)
    place.reason, place.ended_at = reason, now
    also = ("reason", "ended_at")
    make_move(actor, place, PLACE, move, reason=reason, note=note, also=also)
    return quota


def _locked_quota(quota_id: int) -> Quota:
    found = Quota.objects.select_for_update(of=("self",)).filter(pk=quota_id).first()
    if found is None:
        raise NotFound
    return found
