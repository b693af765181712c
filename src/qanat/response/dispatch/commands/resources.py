"""What a mission needs to have promised, and whether each can serve in that time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qanat.foundation.refusals import Conflict, Invalid
from qanat.registry.fleet.queries.aircraft import aircraft_at
from qanat.registry.fleet.queries.ambulances import ambulance_at
from qanat.registry.fleet.queries.contracts import contract_for
from qanat.registry.fleet.queries.modules import module_at
from qanat.registry.workforce.queries import duty_covering
from qanat.response.commitments.commands import Want
from qanat.response.commitments.states import ResourceKind
from qanat.response.dispatch.commands.drafts import CrewDraft, MissionDraft
from qanat.response.dispatch.queries.crews import crew_rest
from qanat.response.dispatch.rules.flights import duty_until


class VehicleMissing(Invalid):
    """A mission needs a vehicle."""

    code = "vehicle_missing"
    text = _("Choose the aircraft or the ambulance.")


class NotFit(Conflict):
    """A resource can't serve in that time."""

    code = "not_fit"
    text = _("%(what)s can't serve in this time: %(why)s.")


@dataclass(frozen=True, slots=True)
class Resources:
    """What is to be promised, and under whose contract."""

    wants: tuple[Want, ...]
    operator_id: int | None
    contract_id: int | None
    base_region: str


def check_resources(draft: MissionDraft, now: datetime) -> Resources:
    """Return what a mission needs.

    Raises:
        VehicleMissing: if no vehicle is named.
        NotFit: if the aircraft is unserviceable or without contract, a module's certificate
            does not last, or a crew member has no duty in that time.
    """
    start, end = draft.span
    legs = ((leg.kind, leg.departure_at, leg.arrival_at) for leg in draft.legs)
    until = duty_until(legs, end, crew_rest(now))
    crew = crew_wants(draft.crew, start, end, until)
    rest = (*_modules(draft, start, end), *crew, *_supports(draft))
    if draft.mode == "road":
        if draft.ambulance_id is None:
            raise VehicleMissing
        van = ambulance_at(draft.ambulance_id)
        if not van.is_serviceable:
            raise NotFit(what=van.call_sign, why=_("it is unserviceable"))
        want = Want(ResourceKind.AMBULANCE, van.id, van.call_sign, start, end)
        return Resources((want, *rest), None, None, van.region)
    if draft.aircraft_id is None:
        raise VehicleMissing
    craft = aircraft_at(draft.aircraft_id, now)
    if not craft.is_serviceable:
        raise NotFit(what=craft.tail, why=_("it is unserviceable"))
    contract = contract_for(draft.aircraft_id, start)
    if contract is None:
        raise NotFit(what=craft.tail, why=_("there is no contract for it on that day"))
    want = Want(ResourceKind.AIRCRAFT, craft.id, craft.tail, start, end)
    return Resources((want, *rest), craft.operator_id, contract.id, craft.base_region)


def _modules(draft: MissionDraft, start: datetime, end: datetime) -> Iterator[Want]:
    for module_id in draft.module_ids:
        module = module_at(module_id, end)
        if not module.is_certified:
            raise NotFit(what=module.serial, why=_("its certificate is not valid then"))
        yield Want(ResourceKind.MODULE, module.id, module.serial, start, end)


def crew_wants(
    crew: Iterable[CrewDraft], start: datetime, end: datetime, duty_until: datetime
) -> Iterator[Want]:
    """Return what is to be promised of a crew; guests of another service are not ours to promise.

    Whoever rests abroad is promised until he is home, and on duty until he rests.

    Raises:
        NotFit: if somebody has no duty in that time.
    """
    for member in crew:
        if member.person_id is None:
            continue
        since = member.since or start
        if duty_covering(member.person_id, since, duty_until) is None:
            raise NotFit(what=member.name, why=_("there is no duty that covers it"))
        yield Want(ResourceKind.PERSON, member.person_id, member.name, since, end)


def _supports(draft: MissionDraft) -> Iterator[Want]:
    for van in draft.supports:
        yield Want(
            ResourceKind.AMBULANCE, van.ambulance_id, van.call_sign, van.start_at, van.end_at
        )
