"""Enter casualties, many at once and from many places; sort them again; make requests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy

from qanat.engine.scores.triage import JUMPSTART, START
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.refusals import Conflict, Invalid, NotFound
from qanat.registry.patients.commands.drafts import PatientDraft
from qanat.registry.patients.states import Sex
from qanat.response.crisis.commands.incidents import locked_incident, tell
from qanat.response.crisis.models import Casualty, Incident, TriageRecord
from qanat.response.crisis.parameters import URGENCY
from qanat.response.crisis.permissions import REQUEST, TRIAGE
from qanat.response.crisis.states import (
    AgeBand,
    CasualtySex,
    Category,
    IncidentState,
    TriageMethod,
)
from qanat.response.dispatch.commands.amending import raise_urgency
from qanat.response.dispatch.commands.intake import Intake
from qanat.response.dispatch.commands.taking import take_down

VERSIONS: Final = {
    TriageMethod.START: START.version,
    TriageMethod.JUMPSTART: JUMPSTART.version,
    TriageMethod.JUDGEMENT: "",
}
SEXES: Final = {"male": Sex.MALE, "female": Sex.FEMALE}
CHILDREN: Final = frozenset({AgeBand.INFANT, AgeBand.CHILD})
MOST_AT_ONCE: Final = 200


class TagTaken(Conflict):
    """A tag is on one casualty of an incident."""

    code = "tag_taken"
    text = gettext_lazy("Tag %(tag)s is on another casualty already. Look at both, then correct.")


class IncidentOver(Conflict):
    """Casualties are entered while an incident runs."""

    code = "incident_over"
    text = gettext_lazy("This incident is stood down. Activate it again to enter casualties.")


class TooMany(Invalid):
    """So many are entered in several goes."""

    code = "too_many"
    text = gettext_lazy("At most %(most)s casualties fit into one go.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CasualtyDraft:
    """A casualty as told in passing; an empty ``tag``: the next free number."""

    category: str
    sex: str = CasualtySex.UNKNOWN.value
    age: str = AgeBand.UNKNOWN.value
    injury: str = ""
    tag: str = ""


@command(needs=TRIAGE)
def enter_casualties(
    actor: Actor,
    *,
    incident_id: int,
    drafts: Sequence[CasualtyDraft],
    sent_key: str = "",
    now: datetime,
) -> list[str]:
    """Enter casualties and return their tags; numbers are unique however many enter at once.

    What was sent under a key is stored once: lines sent again are known by their place, and those
    typed after them are entered.

    Raises:
        IncidentOver: if the incident is stood down.
        TagTaken: if one of the tags is on somebody already.
        TooMany: if they are too many for one go.
    """
    if len(drafts) > MOST_AT_ONCE:
        raise TooMany(most=MOST_AT_ONCE)
    row = locked_incident(actor, incident_id, TRIAGE)
    if row.state == IncidentState.STOOD_DOWN:
        raise IncidentOver
    keys = [f"{sent_key}:{n}" if sent_key else "" for n in range(len(drafts))]
    sent = row.casualties.filter(sent_key__in=[key for key in keys if key])
    known = dict(sent.values_list("sent_key", "tag"))
    if len(known) == len(drafts):
        return [known[key] for key in keys]
    taken = set(row.casualties.values_list("tag", flat=True))
    tags = [
        known.get(key) or _enter(actor, row, draft, key, taken, now)
        for draft, key in zip(drafts, keys, strict=True)
    ]
    row.save(update_fields=["last_tag"])
    tell(row)
    return tags


@command(needs=TRIAGE)
def sort_again(
    actor: Actor,
    *,
    casualty_id: int,
    category: str,
    method: str = TriageMethod.JUDGEMENT.value,
    note: str = "",
    now: datetime,
) -> None:
    """Sort a casualty again; how it was sorted before stays on record.

    A worse colour makes his request more urgent; a better one leaves that to who decides.
    """
    casualty, incident = _locked(actor, casualty_id, TRIAGE)
    casualty.category = Category(category)
    casualty.save(update_fields=["category"])
    _sort(actor, casualty, TriageMethod(method), note, now)
    urgency = _urgency(casualty, now)
    if casualty.request_id is not None and urgency:
        raise_urgency(SYSTEM, request_id=casualty.request_id, urgency=urgency)
    tell(incident)


@command(needs=REQUEST)
def request_for_casualties(
    actor: Actor, *, incident_id: int, casualty_ids: Sequence[int], now: datetime
) -> list[int]:
    """Make a request for each of some casualties; return their ids.

    Who has one already, and whose colour asks for none, is passed over. The urgency follows from
    the colour by the rule of the day.
    """
    incident = locked_incident(actor, incident_id, REQUEST)
    rows = incident.casualties.select_for_update(of=("self",)).filter(pk__in=casualty_ids)
    made = []
    for casualty in rows.order_by("id"):
        urgency = _urgency(casualty, now)
        if casualty.request_id is not None or not urgency:
            continue
        made.append(_request(actor, incident, casualty, urgency, now))
    if made:
        tell(incident)
    return made


def _enter(
    actor: Actor, row: Incident, draft: CasualtyDraft, key: str, taken: set[str], now: datetime
) -> str:
    tag = draft.tag or _next_tag(row, taken)
    if tag in taken:
        raise TagTaken(tag=tag)
    taken.add(tag)
    if tag.isascii() and tag.isdigit():
        row.last_tag = max(row.last_tag, int(tag))
    casualty = Casualty.objects.create(
        incident=row,
        tag=tag,
        category=Category(draft.category),
        sex=CasualtySex(draft.sex),
        age=AgeBand(draft.age),
        injury=draft.injury,
        entered_at=now,
        entered_by=actor.id,
        sent_key=key,
    )
    method = TriageMethod.JUMPSTART if draft.age in CHILDREN else TriageMethod.START
    _sort(actor, casualty, method, "", now)
    return tag


def _next_tag(row: Incident, taken: set[str]) -> str:
    row.last_tag += 1
    while str(row.last_tag) in taken:
        row.last_tag += 1
    return str(row.last_tag)


def _sort(actor: Actor, casualty: Casualty, method: TriageMethod, note: str, now: datetime) -> None:
    TriageRecord.objects.create(
        casualty=casualty,
        category=casualty.category,
        method=method,
        method_version=VERSIONS[method],
        at=now,
        by_id=actor.id,
        note=note,
    )


def _urgency(casualty: Casualty, now: datetime) -> int:
    """Return the urgency of a casualty's colour by the rule of the day; 0: no request is made."""
    return round(parameter(URGENCY[casualty.category], on=now).number)


def _locked(actor: Actor, casualty_id: int, permission: str) -> tuple[Casualty, Incident]:
    where = Casualty.objects.filter(pk=casualty_id).values_list("incident_id", flat=True).first()
    if where is None:
        raise NotFound
    incident = locked_incident(actor, where, permission)
    return Casualty.objects.select_for_update(of=("self",)).get(pk=casualty_id), incident


def _request(
    actor: Actor, incident: Incident, casualty: Casualty, urgency: int, now: datetime
) -> int:
    tagged = f"{incident.number} № {casualty.tag}"  # read in every language
    intake = Intake(
        received_at=casualty.entered_at,
        channel="other",
        urgency=urgency,
        region=incident.region_id,
        settlement_id=incident.settlement_id,
        place=incident.place,
        lon=incident.lon,
        lat=incident.lat,
        diagnosis=" · ".join(part for part in (casualty.injury, tagged) if part),
        consent="emergency",
        is_exercise=incident.is_exercise,
    )
    person = PatientDraft(
        name="",
        is_unknown=True,
        sex=SEXES.get(casualty.sex, Sex.UNKNOWN),
        region=incident.region_id,
        settlement_id=incident.settlement_id,
    )
    taken = take_down(actor, intake=intake, person=person, now=now)
    casualty.request_id = taken.request_id
    casualty.save(update_fields=["request"])
    return taken.request_id
