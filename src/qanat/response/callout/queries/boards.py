"""Call-outs as rows: for the board, for the pages of missions and requests, for their own page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import (
    Case,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from qanat.foundation.access.queries import names_of
from qanat.foundation.actors import Actor
from qanat.foundation.messages.queries import CallProgress, progress_of
from qanat.foundation.messages.states import Channel, MessageState
from qanat.foundation.refusals import NotFound
from qanat.foundation.secrets import decrypt
from qanat.foundation.texts import local
from qanat.registry.facilities.queries import facility_title
from qanat.registry.workforce.states import Rung
from qanat.response.callout.models import Ask, Callout
from qanat.response.callout.permissions import CALL
from qanat.response.callout.queries.words import role_label
from qanat.response.callout.rules import stands_in
from qanat.response.callout.states import OPEN, STANDING, AskState, CalloutState, How, Kind, word

COUNTED_DAYS: Final = 7
MOST_OF_RECORD: Final = 30


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One who is called in turn."""

    name: str
    rung: Rung
    phone: str
    """Shown to those who call; "" where only the account is known."""
    is_now: bool
    was_called: bool


@dataclass(frozen=True, slots=True)
class AskRow:
    """One that is asked, and how it stands to it."""

    id: int
    title: str
    role: str
    facility_id: int | None
    call_id: int | None
    state: AskState
    people: tuple[PersonRow, ...]
    who_now: str
    called_since: datetime | None
    due_at: datetime | None
    """When the next is called; None where nobody is being called."""
    tried: tuple[tuple[Channel, MessageState], ...]
    answered_at: datetime | None
    answered_by: str
    how: str
    reason: str
    ready_at: datetime | None
    """From when a hospital could take the patient, where it offered a later time."""
    word: str
    """How it stands to it, in words."""
    stands_in: bool
    """A colleague has said yes in place of this member of the crew, who is named still."""

    @property
    def is_open(self) -> bool:
        """Tell whether it has neither said yes nor is needed no longer."""
        return self.state not in {AskState.ACCEPTED, AskState.NOT_NEEDED}

    @property
    def how_label(self) -> str:
        """Return by which way the answer came, in words."""
        return str(How(self.how).label) if self.how else ""


@dataclass(frozen=True, slots=True)
class CalloutRow:
    """A call-out with all who are asked."""

    id: int
    kind: Kind
    number: str
    region: str
    mission_id: int | None
    request_id: int | None
    state: CalloutState
    started_at: datetime
    started_by: str
    norm_due_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    end_reason: str
    exhausted_at: datetime | None
    """Since when nobody is left to call."""
    asks: tuple[AskRow, ...]
    is_exercise: bool
    is_synthetic: bool

    @property
    def has_offer(self) -> bool:
        """Tell whether a hospital could take the patient from a later time."""
        return any(ask.state == AskState.OFFERED for ask in self.asks)

    @property
    def word(self) -> str:
        """How far it is, in words."""
        return str(word(self.kind, self.state))


@dataclass(frozen=True, slots=True)
class Kept:
    """How many call-outs of a kind were answered within the norm."""

    kind: Kind
    in_time: int
    due: int


def open_callouts(actor: Actor, *, first: int = 0, count: int = 50) -> list[CalloutRow]:
    """Return the call-outs which wait, those where nobody is left to call first."""
    is_exhausted = Case(When(state=CalloutState.EXHAUSTED, then=Value(0)), default=Value(1))
    rows = Callout.objects.visible_to(actor).open().order_by(is_exhausted, "started_at", "id")
    return _rows(actor, rows[first : first + count])


def count_open(actor: Actor) -> int:
    """Return how many call-outs wait."""
    return Callout.objects.visible_to(actor).open().count()


def ended_callouts(actor: Actor, *, first: int = 0, count: int = 50) -> list[CalloutRow]:
    """Return the call-outs which are confirmed or over, the newest first."""
    rows = Callout.objects.visible_to(actor).exclude(state__in=OPEN)
    return _rows(actor, rows.order_by("-started_at", "-id")[first : first + count])


def count_ended(actor: Actor, most: int = 10_000) -> int:
    """Return how many call-outs are confirmed or over, counting no further than ``most``."""
    rows = Callout.objects.visible_to(actor).exclude(state__in=OPEN)
    return rows.order_by()[:most].count()


def callouts_of_mission(actor: Actor, mission_id: int) -> list[CalloutRow]:
    """Return what was called out for a mission and for its requests, open ones first."""
    mine = Q(mission=mission_id) | Q(request__served_by__mission=mission_id)
    return _of_record(actor, mine)


def callouts_of_request(actor: Actor, request_id: int) -> list[CalloutRow]:
    """Return what was called out for a request, open ones first."""
    return _of_record(actor, Q(request=request_id))


def callouts_of_order(actor: Actor, order_id: int) -> list[CalloutRow]:
    """Return what was called out for a consultation order, open ones first."""
    return _of_record(actor, Q(subject=f"order:{order_id}"))


def get_callout(actor: Actor, callout_id: int) -> CalloutRow:
    """Return a call-out.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    found = _rows(actor, Callout.objects.visible_to(actor).filter(pk=callout_id))
    if not found:
        raise NotFound
    return found[0]


def callout_of_ask(actor: Actor, ask_id: int) -> CalloutRow:
    """Return the call-out of one who is asked; raises as :func:`get_callout` does."""
    found = Ask.objects.filter(pk=ask_id).values_list("callout_id", flat=True).first()
    return get_callout(actor, found or 0)


def kept_in_time(actor: Actor, now: datetime) -> list[Kept]:
    """Return, of each kind, how many call-outs of the last days were answered within the norm.

    Counted are those which were answered or whose norm has run out; exercises are not.
    """
    within = ExpressionWrapper(F("norm_s") * timedelta(seconds=1), DurationField())
    answered = Coalesce(F("answered_at"), Value(now)) - F("started_at")
    since = now - timedelta(days=COUNTED_DAYS)
    rows = Callout.objects.visible_to(actor).filter(started_at__gte=since, is_exercise=False)
    counted = rows.annotate(took=answered, norm=within).values("kind")
    is_due = Q(answered_at__isnull=False) | Q(took__gt=F("norm"), ended_at=None)
    totals = counted.annotate(
        due=Count("pk", filter=is_due),
        in_time=Count("pk", filter=Q(answered_at__isnull=False, took__lte=F("norm"))),
    )
    by_kind = {row["kind"]: row for row in totals.order_by("kind")}
    none = {"in_time": 0, "due": 0}
    counted_of = [(kind, by_kind.get(kind, none)) for kind in Kind]
    return [Kept(kind, one["in_time"], one["due"]) for kind, one in counted_of]


def _of_record(actor: Actor, mine: Q) -> list[CalloutRow]:
    ids = Callout.objects.filter(mine).values("pk")
    is_over = Case(When(state__in=OPEN, then=Value(0)), default=Value(1))
    seen = Callout.objects.visible_to(actor).filter(pk__in=ids)
    rows = seen.order_by(is_over, "-started_at", "-id")
    return _rows(actor, rows[:MOST_OF_RECORD])


def _rows(actor: Actor, found: QuerySet[Callout]) -> list[CalloutRow]:
    asks = Ask.objects.select_related("facility__settlement", "operator")
    rows = list(found.prefetch_related(Prefetch("asks", asks), "asks__people"))
    calls = [ask.call_id for row in rows for ask in row.asks.all() if ask.call_id is not None]
    progress = progress_of(calls) if calls else {}
    names = names_of({row.started_by for row in rows})
    with_phones = actor.may(CALL)
    return [
        CalloutRow(
            id=row.pk,
            kind=Kind(row.kind),
            number=row.number,
            region=row.region,
            mission_id=row.mission_id,
            request_id=row.request_id,
            state=CalloutState(row.state),
            started_at=row.started_at,
            started_by=names[row.started_by],
            norm_due_at=row.started_at + timedelta(seconds=row.norm_s),
            answered_at=row.answered_at,
            ended_at=row.ended_at,
            end_reason=row.end_reason,
            exhausted_at=row.exhausted_at,
            asks=tuple(
                _ask(row, ask, progress.get(ask.call_id or 0), with_phones=with_phones)
                for ask in sorted(row.asks.all(), key=lambda ask: ask.position)
            ),
            is_exercise=row.is_exercise,
            is_synthetic=row.is_synthetic,
        )
        for row in rows
    ]


def _ask(row: Callout, ask: Ask, call: CallProgress | None, *, with_phones: bool) -> AskRow:
    is_calling = ask.state == AskState.WAITING and call is not None
    step = call.step if call else -1
    people = tuple(
        PersonRow(
            name=one.name,
            rung=Rung(one.rung),
            phone=decrypt(bytes(one.phone_sealed)) if with_phones and one.phone_sealed else "",
            is_now=is_calling and one.position == step,
            was_called=one.position <= step,
        )
        for one in sorted(ask.people.all(), key=lambda one: one.position)
    )
    return AskRow(
        id=ask.pk,
        title=_title(ask),
        role=role_label(Kind(row.kind), ask.role),
        facility_id=ask.facility_id,
        call_id=ask.call_id,
        state=AskState(ask.state),
        people=people,
        who_now=next((one.name for one in people if one.is_now), ""),
        called_since=_since(call) if call and is_calling else None,
        due_at=call.step_due_at if call and is_calling else None,
        tried=call.tried if call and is_calling else (),
        answered_at=ask.answered_at,
        answered_by=ask.answered_by,
        how=ask.how,
        reason=ask.reason,
        ready_at=ask.ready_at,
        word=str(word(Kind(row.kind), AskState(ask.state))),
        stands_in=row.kind == Kind.CREW
        and row.state in STANDING
        and stands_in(ask.state, ask.title, ask.answered_by, [(p.name, p.rung) for p in people]),
    )


def _title(ask: Ask) -> str:
    """Return who is asked, in the reader's language where the registry has the name."""
    if ask.facility:
        return facility_title(ask.facility)
    return (local(ask.operator.name) if ask.operator else "") or ask.title


def _since(call: CallProgress) -> datetime:
    return call.step_due_at - timedelta(seconds=call.ack_within_s)
