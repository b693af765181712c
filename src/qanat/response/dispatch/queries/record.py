"""Everything about one request, for its page."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import Actor
from qanat.foundation.audit.queries import EntryRow, history
from qanat.foundation.refusals import Text
from qanat.registry.patients.queries.rows import PatientRow, patients_by_id
from qanat.response.dispatch.models import (
    Assessment,
    Outcome,
    Request,
    RequestLog,
    RequestPatient,
    Review,
)
from qanat.response.dispatch.permissions import CONDITION
from qanat.response.dispatch.queries.requests import get_request
from qanat.response.dispatch.queries.told import reviews_as_told
from qanat.response.dispatch.rules.outcomes import AFTER
from qanat.web.related import Told

DAYS_PER_YEAR = 365.2425


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person of a request; ``row`` is None where the viewer may not see him."""

    patient_id: int
    role: str
    row: PatientRow | None
    age_years: float | None


@dataclass(frozen=True, slots=True)
class StoryLine:
    """Something that was written or happened: a line of the log, or a move with its reason."""

    at: datetime
    by_id: int | None
    title: Text = ""
    move: str = ""
    reason: str = ""
    text: Text = ""
    who: str = ""
    """Named already; else by the account."""


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """A request with all that belongs to it."""

    request: Request
    people: tuple[PersonRow, ...]
    assessments: tuple[Assessment, ...]
    reviews: tuple[Review, ...]
    log: tuple[RequestLog, ...]
    outcomes: tuple[Outcome, ...]
    moves: tuple[EntryRow, ...]
    names: Mapping[int | None, str]
    """Names of the accounts that appear."""

    def story(self, others: Sequence[Told]) -> list[StoryLine]:
        """Return log, moves and what other contexts tell together, the newest first.

        Moves and what is told come oldest first: of one moment the last stands first as well.
        """
        lines = [
            StoryLine(x.at, x.by_id, title=x.get_kind_display(), text=x.text) for x in self.log
        ]
        lines += [
            StoryLine(e.at, e.actor_id, move=e.move, reason=e.reason, text=e.note)
            for e in reversed(self.moves)
        ]
        told = reversed(others)
        lines += [StoryLine(x.at, None, title=x.text, text=x.note, who=x.who) for x in told]
        return sorted(lines, key=lambda line: line.at, reverse=True)


def request_record(actor: Actor, request_id: int) -> RequestRecord:
    """Return a request with its people, assessments, decisions, log, outcomes and moves.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    row = get_request(actor, request_id)
    reads = actor.may(CONDITION)
    assessments = tuple(row.assessments.order_by("-at", "-id")[:50]) if reads else ()
    reviews = reviews_as_told(actor, row.reviews.order_by("-at", "-id")[:50])
    log = tuple(row.log.order_by("-at", "-id")[:100]) if reads else ()
    moves = tuple(e for e in history("dispatch_request", request_id) if e.move)
    accounts = {a.by_id for a in assessments} | {r.by_id for r in reviews}
    accounts |= {x.by_id for x in log} | {e.actor_id for e in moves if e.actor_id}
    accounts |= {row.owner_id} if row.owner_id else set()
    return RequestRecord(
        request=row,
        people=people_of(actor, row),
        assessments=assessments,
        reviews=reviews,
        log=log,
        outcomes=outcomes_of(row) if reads else (),
        moves=moves,
        names=names_of(accounts),
    )


def age_of(birth_on: date | None, at: datetime) -> float | None:
    """Return the age in years at a time, or None where the birth is not known."""
    return None if birth_on is None else max(0.0, (at.date() - birth_on).days / DAYS_PER_YEAR)


def outcomes_of(row: Request) -> tuple[Outcome, ...]:
    """Return what became of the people of a request, person by person, in the order of time."""
    found = row.outcomes.all()
    return tuple(sorted(found, key=lambda one: (one.patient_id, AFTER[one.point])))


def people_of(actor: Actor, row: Request) -> tuple[PersonRow, ...]:
    """Return the people of a request, in their order."""
    return people_of_each(actor, [row])[row.pk]


def people_of_each(actor: Actor, rows: Collection[Request]) -> dict[int, tuple[PersonRow, ...]]:
    """Return the people of some requests, by request, in their order."""
    links = list(RequestPatient.objects.filter(request__in=rows).order_by("position", "id"))
    known = patients_by_id(actor, {link.patient_id for link in links})

    def person(row: Request, link: RequestPatient) -> PersonRow:
        found = known.get(link.patient_id)
        age = age_of(found.birth_on, row.received_at) if found else None
        return PersonRow(link.patient_id, link.role, found, age)

    return {
        row.pk: tuple(person(row, link) for link in links if link.request_id == row.pk)
        for row in rows
    }
