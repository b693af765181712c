"""Take requests: register, correct, withdraw and merge them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from functools import partial
from operator import attrgetter
from typing import Final

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.given import as_json
from qanat.foundation.moving import make_move
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.refusals import Conflict, Invalid, NotAllowed
from qanat.foundation.secrets import encrypt
from qanat.foundation.telephones import telephone_key
from qanat.registry.facilities.queries import region_of_facility
from qanat.registry.patients.commands.linking import LinkDraft, link_patients
from qanat.registry.patients.commands.newcomers import UNTOLD, Newcomer
from qanat.registry.places.queries import AirfieldRow, get_airfield, region_of_settlement
from qanat.registry.terminology.queries import nosology_of
from qanat.response.dispatch.commands.finding import locked_request, touch_request
from qanat.response.dispatch.commands.storing import (
    StoredRequest,
    store_request,
)
from qanat.response.dispatch.models import Request, RequestLog, RequestPatient
from qanat.response.dispatch.models.requests import Origin
from qanat.response.dispatch.parameters import LATER_WITHIN
from qanat.response.dispatch.permissions import REGISTER
from qanat.response.dispatch.rules.entitlement import payer_of
from qanat.response.dispatch.states import REQUEST
from qanat.response.dispatch.states.missions import SERVING


class RegionMissing(Invalid):
    """A request inside the country needs its region."""

    code = "region_missing"
    field = "region"
    text = _("Choose the region, or a place from which it follows.")


class FromTheFuture(Invalid):
    """A time lies ahead of now."""

    code = "from_the_future"
    text = _("“%(field)s” lies in the future. Check the date and time.")


class TooLongAgo(Invalid):
    """A request was received longer ago than requests may be entered."""

    code = "too_long_ago"
    field = "received_at"
    text = _("“%(field)s” lies more than %(days)s days back. Older ones are imported as a journal.")


class ClampNotNear(Invalid):
    """A donor organ's cross-clamp is within days, before or after."""

    code = "clamp_not_near"
    field = "clamp_at"
    text = _("The cross-clamp lies more than %(days)s days away. Check the date.")


class ReceivedAfterRegistered(Invalid):
    """A request is received before it is registered."""

    code = "received_after_registered"
    text = _("A request can't be received after it was registered, at %(at)s.")


class StillServed(Conflict):
    """A mission which helps nobody is not left flying."""

    code = "still_served"
    text = _(
        "Mission “%(mission)s” is still to help request “%(number)s”. Cancel or abort the mission "
        "and say there that the request was withdrawn."
    )


class NotAbroad(Invalid):
    """Who leaves the country is taken over in another."""

    code = "not_abroad"
    field = "airfield_abroad"
    text = _("“%(name)s” is no airport abroad.")


class NotADuplicate(Conflict):
    """A request can't be a duplicate of itself, or of one that is itself a duplicate."""

    code = "not_a_duplicate"
    text = _("“%(number)s” can't be the original of this request. Choose another.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """A request as taken; only the minimum is obligatory, the rest may follow.

    ``received_at`` in the past with ``is_later_entry`` is what happened on paper.
    """

    received_at: datetime
    channel: str
    need: str = "transport"
    urgency: int = 1
    cause: str = ""
    caller_name: str = ""
    caller_role: str = ""
    caller_phone: str = ""
    country: str = "KZ"
    region: str = ""
    settlement_id: int | None = None
    place: str = ""
    lon: float | None = None
    lat: float | None = None
    sending_facility_id: int | None = None
    sending_name: str = ""
    accepting_facility_id: int | None = None
    accepting_name: str = ""
    receiving_airfield_id: int | None = None
    diagnosis: str = ""
    icd10: str = ""
    specialty: str = ""
    onset_at: datetime | None = None
    gestation_weeks: int | None = None
    needs: tuple[str, ...] = ()
    companion: str = ""
    contraindications: tuple[str, ...] = ()
    altitude_limit_m: int | None = None
    is_isolation_needed: bool = False
    escorts: int = 0
    consent: str = "unknown"
    organ: str = ""
    clamp_at: datetime | None = None
    age_years: float | None = None
    residency: str = "unknown"
    citizenship: str = ""
    is_later_entry: bool = False
    is_exercise: bool = False
    is_synthetic: bool = False


CLAMP_WITHIN_DAYS: Final = 14
"""Of its request: a donor is kept for days, a cornea for a week or two."""
DERIVED = frozenset({"age_years", "residency", "citizenship", "is_later_entry", "caller_phone"})


@command(needs=REGISTER)
def register_request(
    actor: Actor, *, intake: Intake, patient_ids: Sequence[int] = (), now: datetime
) -> int:
    """Register a request and return its id.

    Raises:
        RegionMissing: if it lies in the country and no region is known.
        FromTheFuture: if it was received, or the illness began, after now.
        TooLongAgo: if it was received longer ago than requests may be entered.
        NotAllowed: if the region is not the actor's.
    """
    return register(actor, intake=intake, find_people=lambda: patient_ids, now=now).id


def register(
    actor: Actor,
    *,
    intake: Intake,
    find_people: Callable[[], Sequence[int]] = tuple,
    are_known: bool = False,
    newcomer: Newcomer | None = None,
    now: datetime,
) -> StoredRequest:
    """Register a request within a command; raises as :func:`register_request` does.

    Args:
        actor: who takes it.
        intake: as taken.
        find_people: returns the ids of the people, in their order.
        are_known: they were found or put on record by this very intention.
        newcomer: who is put on record with it, unless he is there (:class:`NotLone`).
        now: the moment.
    """
    region = _region_of(intake)
    _check(actor, intake, region, now)
    check_received(intake.received_at, now)
    columns = _columns(intake, now)
    columns["country"] = columns.pop("country_id")
    for name in ("caller_phone", "caller_key"):
        columns[name] = as_json(columns[name])
    columns |= {"region": region or None, "registered_at": now, "owner_id": actor.id}
    columns["origin"] = "paper" if intake.is_later_entry else "live"
    people = tuple(dict.fromkeys(find_people()))
    places = (region, str(columns["destination_region"]))
    facilities = (intake.sending_facility_id, intake.accepting_facility_id)
    store = partial(store_request, columns, account_id=actor.id, now=now)
    if newcomer:
        return store(newcomer=newcomer, links=_links(UNTOLD, UNTOLD, places, facilities))
    made = store(patient_ids=people)
    if intake.is_later_entry:
        _log(actor, made.id, "late", now, str(_("Entered later from paper.")))
    if links := [link for one in people for link in _links(one, made.id, places, facilities)]:
        link_patients(actor, links=links, are_known=are_known)
    return made


@command(needs=REGISTER)
def correct_request(
    actor: Actor, *, request_id: int, version: int, intake: Intake, now: datetime
) -> None:
    """Replace what was taken down about a request; the audit keeps what stood there.

    Raises:
        Stale: if somebody changed it meanwhile.
        ReceivedAfterRegistered: if it would be received after it was registered.
    """
    row = locked_request(actor, request_id, version)
    region = _region_of(intake)
    _check(actor, intake, region, now)
    if intake.received_at != row.received_at:
        check_received(intake.received_at, now)
    if row.origin == Origin.LIVE and intake.received_at > row.registered_at:
        raise ReceivedAfterRegistered(at=f"{localtime(row.registered_at):%d.%m.%Y %H:%M}")
    row.region_id = region or None
    planned_id = row.accepting_facility_id
    for name, value in _columns(intake, now).items():
        setattr(row, name, value)
    row.is_receiver_planned &= row.accepting_facility_id == planned_id
    row.is_exercise = Request.objects.values_list("is_exercise", flat=True).get(pk=row.pk)
    row.save()
    touch_request(row)


@command(needs=REGISTER)
def add_patient(
    actor: Actor, *, request_id: int, patient_id: int, role: str = "patient", position: int = 1
) -> None:
    """Say for whom a request is made; those who see the request may then see the person."""
    row = locked_request(actor, request_id)
    RequestPatient.objects.get_or_create(
        request=row, patient_id=patient_id, defaults={"role": role, "position": position}
    )
    places = (row.region_id, row.destination_region)
    facilities = (row.sending_facility_id, row.accepting_facility_id)
    link_patients(actor, links=_links(patient_id, row.pk, places, facilities))


@command(needs=REGISTER)
def withdraw_request(
    actor: Actor,
    *,
    request_id: int,
    version: int | None = None,
    reason: str,
    note: str = "",
    now: datetime,
) -> None:
    """Take a request back at the wish of who sent it.

    Raises:
        StillServed: if a mission is still to help; it is ended first, with this reason.
    """
    row = locked_request(actor, request_id, version)
    if mission := row.missions.filter(state__in=SERVING).order_by("id").first():
        raise StillServed(number=row.number, mission=mission.number)
    row.decision, row.decision_reason, row.decided_at = "withdraw", reason, now
    also = ("decision", "decision_reason", "decided_at")
    make_move(actor, row, REQUEST, "withdraw", reason=reason, note=note, also=also)
    touch_request(row)


@command(needs=REGISTER)
def merge_requests(actor: Actor, *, duplicate_id: int, original_id: int, reason: str) -> None:
    """Mark a request as the duplicate of another; its patients go over to the original.

    Raises:
        NotADuplicate: if the original is the same request or a duplicate itself.
    """
    first, second = sorted((duplicate_id, original_id))
    rows = {pk: locked_request(actor, pk) for pk in dict.fromkeys((first, second))}
    duplicate, original = rows[duplicate_id], rows[original_id]
    is_other = duplicate.is_exercise == original.is_exercise
    if duplicate_id == original_id or original.state == "merged" or not is_other:
        raise NotADuplicate(number=original.number)
    duplicate.merged_into = original
    make_move(actor, duplicate, REQUEST, "merge", reason=reason, also=("merged_into",))
    for person in RequestPatient.objects.filter(request=duplicate).order_by("id"):
        add_patient(actor, request_id=original_id, patient_id=person.patient_id, role=person.role)
    touch_request(duplicate)
    touch_request(original)


@command(needs=REGISTER)
def write_log(
    actor: Actor, *, request_id: int, kind: str, text: str, at: datetime, now: datetime
) -> None:
    """Write a line into the log of a request: a call back, a note, a word with the hospital."""
    if at > now:
        raise FromTheFuture(field=_("Time"))
    row = locked_request(actor, request_id)
    _log(actor, row.pk, kind, at, text)
    touch_request(row)


def _links(
    patient_id: int,
    request_id: int,
    places: Iterable[str | None],
    facilities: Iterable[int | None],
) -> list[LinkDraft]:
    """Return who may see a person because of a request: its regions and hospitals."""
    link = LinkDraft(patient_id=patient_id, purpose="dispatch.request", purpose_id=request_id)
    links = [replace(link, region=region) for region in dict.fromkeys(places) if region]
    return links + [replace(link, facility_id=pk) for pk in dict.fromkeys(facilities) if pk]


STORED: Final = tuple(f.name for f in fields(Intake) if f.name not in DERIVED | {"region"})
_stored: Final = attrgetter(*STORED)


def _columns(intake: Intake, now: datetime) -> dict[str, object]:
    entitlement = payer_of(intake.residency, intake.citizenship)
    columns: dict[str, object] = dict(zip(STORED, _stored(intake), strict=True))
    columns["country_id"] = columns.pop("country")
    return columns | {
        "needs": list(intake.needs),
        "contraindications": list(intake.contraindications),
        "caller_phone": encrypt(intake.caller_phone) if intake.caller_phone else None,
        "caller_key": telephone_key(intake.caller_phone) if intake.caller_phone else None,
        "nosology": nosology_of(intake.icd10, intake.age_years, now.date()),
        "payer": entitlement.payer,
        "payer_rule": entitlement.rule,
        "destination_region": _region_of_facility(intake.accepting_facility_id),
    }


def _region_of(intake: Intake) -> str:
    if intake.region or intake.country != "KZ":
        return intake.region
    if intake.settlement_id:
        return region_of_settlement(intake.settlement_id)
    return _region_of_facility(intake.sending_facility_id)


def _region_of_facility(facility_id: int | None) -> str:
    return region_of_facility(facility_id) if facility_id else ""


def _check(actor: Actor, intake: Intake, region: str, now: datetime) -> None:
    if intake.country == "KZ" and not region:
        raise RegionMissing
    for label, moment in ((_("Received"), intake.received_at), (_("Onset"), intake.onset_at)):
        if moment is not None and moment > now:
            raise FromTheFuture(field=label)
    away = abs(intake.clamp_at - intake.received_at) if intake.clamp_at else timedelta()
    if away > timedelta(days=CLAMP_WITHIN_DAYS):
        raise ClampNotNear(days=CLAMP_WITHIN_DAYS)
    if intake.receiving_airfield_id is not None:
        find_airport_abroad(intake.receiving_airfield_id)
    scope = actor.scope_of(REGISTER)
    own_facility = intake.sending_facility_id in scope.organisations
    if not (scope.nation or region in scope.regions or own_facility):
        raise NotAllowed(permission=REGISTER)


def find_airport_abroad(airfield_id: int) -> AirfieldRow:
    """Return an airport of another country.

    Raises:
        NotAbroad: if it lies in ours.
    """
    airport = get_airfield(airfield_id)
    if airport.country_code == "KZ":
        raise NotAbroad(name=airport.name)
    return airport


def check_received(at: datetime, now: datetime) -> None:
    """Refuse a time from which nobody enters requests any more.

    Raises:
        TooLongAgo: if it lies further back than requests may be entered.
    """
    days = round(parameter(LATER_WITHIN, on=now.date()).number)
    if at < now - timedelta(days=days):
        raise TooLongAgo(field=_("Received"), days=days)


def _log(actor: Actor, request_id: int, kind: str, at: datetime, text: str) -> None:
    RequestLog.objects.create(request_id=request_id, kind=kind, at=at, by_id=actor.id, text=text)
