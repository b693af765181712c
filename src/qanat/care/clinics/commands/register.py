"""Keep the register of clinics abroad."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.care.clinics.models import Accreditation, Clinic, Method
from qanat.care.clinics.permissions import EDIT
from qanat.care.clinics.states import CLINIC
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.moving import make_move
from qanat.foundation.refusals import Conflict, Invalid, NotFound
from qanat.foundation.texts import search_key
from qanat.foundation.turns import wait_for_turn
from qanat.registry.terminology.queries import offered_codes

LANGUAGES: Final = (
    "kk", "ru", "en", "tr", "de", "ko", "hi", "zh", "he", "uz", "be", "fr", "ar",
)  # fmt: skip
MOST_WORDS: Final = 4000
FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2199


class ClinicKnown(Conflict):
    """A clinic stands once a country."""

    code = "clinic_known"
    field = "name"
    text = _("A clinic of this name and town is on record in this country.")


class ClinicUntold(Invalid):
    """A clinic has a name, a town, and somebody who says so."""

    code = "clinic_untold"
    field = "name"
    text = _("A clinic needs a name, a town and a source.")


class AccreditationImpossible(Invalid):
    """An accreditation is by somebody and does not end before it begins."""

    code = "accreditation_impossible"
    field = "last_on"
    text = _("An accreditation needs a body and a source, and ends no earlier than it begins.")


class MethodImpossible(Invalid):
    """A method has a name and a specialty; a volume is of a year."""

    code = "method_impossible"
    field = "name"
    text = _("A method needs a name, a specialty of the list and a source; a volume its year.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicDraft:
    """What is told of a clinic."""

    name: str
    country: str
    city: str
    source: str
    languages: tuple[str, ...] = ()
    contact: str = ""
    phone: str = ""
    email: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccreditationDraft:
    """By whom a clinic is accredited, from when until when."""

    body: str
    first_on: date
    last_on: date
    source: str
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodDraft:
    """What a clinic does; ``volume`` so many in ``year``."""

    specialty: str
    name: str
    source: str
    volume: int | None = None
    year: int | None = None


@command(needs=EDIT)
def add_clinic(actor: Actor, *, draft: ClinicDraft, now: datetime) -> int:
    """Put a clinic on record and return its id; one which is on record stays as it is."""
    key = _checked(draft)
    wait_for_turn("clinics", draft.country, key)
    known = Clinic.objects.filter(country=draft.country, key=key).first()
    if known is not None:
        return known.pk
    row = Clinic(added_at=now, by_id=actor.id, key=key)
    _take(row, draft)
    row.save()
    _index(row)
    return row.pk


@command(needs=EDIT)
def change_clinic(actor: Actor, *, clinic_id: int, version: int, draft: ClinicDraft) -> None:
    """Correct what is told of a clinic.

    Raises:
        ClinicKnown: if another one has this name and town.
        Conflict: if somebody changed it meanwhile.
    """
    key = _checked(draft)
    row = _locked(actor, clinic_id)
    if row.version != version:
        raise Conflict
    wait_for_turn("clinics", draft.country, key)
    if Clinic.objects.filter(country=draft.country, key=key).exclude(pk=row.pk).exists():
        raise ClinicKnown
    row.key = key
    row.version += 1
    _take(row, draft)
    row.save()
    _index(row)


@command(needs=EDIT)
def suspend_clinic(actor: Actor, *, clinic_id: int, reason: str, note: str = "") -> None:
    """Send no more patients to a clinic."""
    row = _locked(actor, clinic_id)
    row.reason = reason
    make_move(actor, row, CLINIC, "suspend", reason=reason, note=note, also=("reason",))


@command(needs=EDIT)
def restore_clinic(actor: Actor, *, clinic_id: int, note: str = "") -> None:
    """Send patients to a clinic again."""
    row = _locked(actor, clinic_id)
    row.reason = ""
    make_move(actor, row, CLINIC, "restore", note=note, also=("reason",))


@command(needs=EDIT)
def add_accreditation(
    actor: Actor, *, clinic_id: int, draft: AccreditationDraft, now: datetime
) -> None:
    """Take down an accreditation; the same one again is nothing."""
    row = _locked(actor, clinic_id)
    body, source = " ".join(draft.body.split()), draft.source.strip()
    if not body or not source or draft.last_on < draft.first_on:
        raise AccreditationImpossible
    Accreditation.objects.get_or_create(
        clinic=row,
        body=body,
        number=draft.number.strip(),
        first_on=draft.first_on,
        last_on=draft.last_on,
        defaults={"source": source, "at": now, "by_id": actor.id},
    )


@command(needs=EDIT)
def add_method(actor: Actor, *, clinic_id: int, draft: MethodDraft, now: datetime) -> None:
    """Take down what a clinic does and how often; the last word on a method holds."""
    row = _locked(actor, clinic_id)
    name, source = " ".join(draft.name.split()), draft.source.strip()
    is_counted = draft.volume is None or (
        draft.volume >= 0 and draft.year is not None and FIRST_YEAR <= draft.year <= LAST_YEAR
    )
    if not name or not source or not is_counted:
        raise MethodImpossible
    if draft.specialty not in offered_codes("specialty"):
        raise MethodImpossible
    key = search_key(name)[:220] or name[:220]
    year = draft.year if draft.volume is not None else None
    latest = row.methods.filter(specialty=draft.specialty, key=key).order_by("-id").first()
    if latest and (latest.volume, latest.year, latest.source) == (draft.volume, year, source):
        return
    Method.objects.create(
        clinic=row,
        specialty=draft.specialty,
        name=name,
        key=key,
        volume=draft.volume,
        year=year,
        source=source,
        at=now,
        by_id=actor.id,
    )
    _index(row)


def clinic_key(name: str, city: str) -> str:
    """Return what tells a clinic from others of its country."""
    return f"{search_key(name)} | {search_key(city)}"[:330]


def _checked(draft: ClinicDraft) -> str:
    if not draft.name.strip() or not draft.city.strip() or not draft.source.strip():
        raise ClinicUntold
    return clinic_key(draft.name, draft.city)


def _take(row: Clinic, draft: ClinicDraft) -> None:
    row.name, row.city = " ".join(draft.name.split()), " ".join(draft.city.split())
    row.country_id, row.source = draft.country, draft.source.strip()
    row.languages = [one for one in LANGUAGES if one in draft.languages]
    row.contact, row.phone = draft.contact.strip(), draft.phone.strip()
    row.email, row.site = draft.email.strip(), draft.site.strip()


def _index(row: Clinic) -> None:
    """Write anew what a clinic is found by: name, town, methods."""
    methods = sorted(set(row.methods.values_list("key", flat=True)))
    row.search_key = " ".join([search_key(f"{row.name} {row.city}"), *methods])[:MOST_WORDS]
    row.save(update_fields=["search_key"])


def _locked(actor: Actor, clinic_id: int) -> Clinic:
    visible = Clinic.objects.visible_to(actor).filter(pk=clinic_id)
    found = visible.select_for_update(of=("self",)).first()
    if found is None:
        raise NotFound
    return found
