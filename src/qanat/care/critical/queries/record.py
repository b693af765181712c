"""Everything about one watch, for its page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from qanat.care.critical.models import Council, Findings, Round, Watch
from qanat.care.critical.queries.watches import WatchRow, watch_row
from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import Actor
from qanat.foundation.audit.queries import EntryRow, history
from qanat.foundation.refusals import NotFound

TABLE: Final = "critical_watch"
MOST: Final = 60
MOST_OTHERS: Final = 5


@dataclass(frozen=True, slots=True)
class FindingsRow:
    """Findings as they are shown; ``scores`` as plain values with the version of their method."""

    id: int
    at: datetime
    by_id: int
    condition: int
    support: tuple[str, ...] | None
    values: Mapping[str, float | None]
    consciousness: str
    is_on_oxygen: bool | None
    scores: Mapping[str, Mapping[str, Any]]
    score_name: str
    score: int | None
    is_score_partial: bool
    level: str
    sofa: int | None
    worse_in: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round as it was made, or is made now."""

    id: int
    state: str
    by_id: int
    taken_at: datetime
    due_at: datetime
    concluded_at: datetime | None
    condition: int | None
    advice: str
    text: str
    order_id: int | None
    order_number: str

    @property
    def was_late(self) -> bool:
        """Tell whether it was taken after it was due."""
        return self.taken_at > self.due_at


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """What one specialist of a council holds."""

    by_id: int
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class CouncilRow:
    """A council with what its specialists hold."""

    id: int
    state: str
    question: str
    called_at: datetime
    called_by: int
    concluded_at: datetime | None
    concluded_by: int | None
    advice: str
    text: str
    order_id: int | None
    order_number: str
    specialties: tuple[str, ...]
    opinions: tuple[OpinionRow, ...]


@dataclass(frozen=True, slots=True)
class OtherRow:
    """Another time the same person was watched, or is."""

    id: int
    number: str
    included_at: datetime
    ended_at: datetime | None
    outcome: str


@dataclass(frozen=True, slots=True)
class WatchRecord:
    """A watch with all that belongs to it; findings oldest first, rounds and councils newest first.

    Attributes:
        others: the other watches over the person, newest first.
        goes_on_as: under which watch he is watched whom two records made two.
        names: of the accounts that appear.
    """

    row: WatchRow
    icd10: str
    rule: str
    because: str
    is_pregnant: bool
    included_by: int
    ended_by: int | None
    outcome_note: str
    findings: tuple[FindingsRow, ...]
    rounds: tuple[RoundRow, ...]
    councils: tuple[CouncilRow, ...]
    moves: tuple[EntryRow, ...]
    others: tuple[OtherRow, ...]
    goes_on_as: int | None
    names: Mapping[int | None, str]


VALUES: Final = (
    "respiratory_rate", "spo2", "systolic", "diastolic", "heart_rate", "temperature_c", "gcs_eye",
    "gcs_verbal", "gcs_motor", "fio2", "capillary_refill_s", "pao2", "platelets",
    "bilirubin", "creatinine", "urine", "dopamine", "dobutamine",
    "adrenaline", "noradrenaline",
)  # fmt: skip


def watch_record(actor: Actor, watch_id: int) -> WatchRecord:
    """Return a watch with its newest findings, its rounds, councils and moves.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    row = watch_row(actor, watch_id)
    watch = Watch.objects.get(pk=watch_id)
    newest = watch.findings.order_by("-at", "-id")[:MOST]
    findings = tuple(_findings(one) for one in reversed(newest))
    rounds = tuple(_round(one) for one in _newest(watch.rounds, "-taken_at"))
    councils = tuple(_council(one) for one in _councils(watch))
    moves = tuple(entry for entry in history(TABLE, watch_id) if entry.move)
    accounts: set[int | None] = {watch.included_by, watch.ended_by}
    accounts |= {one.by_id for one in findings} | {one.by_id for one in rounds}
    accounts |= {move.actor_id for move in moves}
    for council in councils:
        accounts |= {council.called_by, council.concluded_by}
        accounts |= {one.by_id for one in council.opinions}
    return WatchRecord(
        row=row,
        icd10=watch.icd10,
        rule=watch.rule,
        because=watch.because,
        is_pregnant=watch.is_pregnant,
        included_by=watch.included_by,
        ended_by=watch.ended_by,
        outcome_note=watch.outcome_note,
        findings=findings,
        rounds=rounds,
        councils=councils,
        moves=moves,
        others=_others(actor, watch),
        goes_on_as=watch.goes_on_as_id,
        names=names_of(accounts),
    )


def newest_findings(actor: Actor, watch_id: int) -> FindingsRow | None:
    """Return the newest findings of a watch the actor may see."""
    seen = Watch.objects.visible_to(actor).filter(pk=watch_id)
    found = Findings.objects.filter(watch__in=seen).order_by("-at", "-id").first()
    return _findings(found) if found else None


def findings_row(actor: Actor, findings_id: int) -> FindingsRow:
    """Return findings of a watch the actor may see.

    Raises:
        NotFound: if there are none.
    """
    seen = Watch.objects.visible_to(actor)
    found = Findings.objects.filter(pk=findings_id, watch__in=seen).first()
    if found is None:
        raise NotFound
    return _findings(found)


def outcome_note_of(actor: Actor, watch_id: int) -> str:
    """Return what was written of the outcome of a watch the actor may see."""
    rows = Watch.objects.visible_to(actor).filter(pk=watch_id)
    return rows.values_list("outcome_note", flat=True).first() or ""


def icd10_of(actor: Actor, watch_id: int) -> str:
    """Return the code of the diagnosis of a watch the actor may see; "" where there is none."""
    rows = Watch.objects.visible_to(actor).filter(pk=watch_id)
    return rows.values_list("icd10", flat=True).first() or ""


def watch_of_council(council_id: int) -> int:
    """Return the watch of a council; whether the viewer sees it is asked with the watch.

    Raises:
        NotFound: if there is no such council.
    """
    found = Council.objects.filter(pk=council_id).values_list("watch_id", flat=True).first()
    if found is None:
        raise NotFound
    return found


def _others(actor: Actor, watch: Watch) -> tuple[OtherRow, ...]:
    rows = Watch.objects.visible_to(actor).of_person(watch.patient_id).exclude(pk=watch.pk)
    found = rows.order_by("-included_at", "-id")[:MOST_OTHERS]
    return tuple(
        OtherRow(*one)
        for one in found.values_list("id", "number", "included_at", "ended_at", "outcome")
    )


def _newest(rows: Any, column: str) -> Any:
    return rows.select_related("order").order_by(column, "-id")[:MOST]


def _councils(watch: Watch) -> Any:
    return _newest(watch.councils, "-called_at").prefetch_related("seats", "opinions")


def _findings(one: Findings) -> FindingsRow:
    return FindingsRow(
        id=one.pk,
        at=one.at,
        by_id=one.by_id,
        condition=one.condition,
        support=None if one.support is None else tuple(one.support),
        values={name: _number(getattr(one, name)) for name in VALUES},
        consciousness=one.consciousness,
        is_on_oxygen=one.is_on_oxygen,
        scores=one.scores,
        score_name=one.score_name,
        score=one.score,
        is_score_partial=one.is_score_partial,
        level=one.level,
        sofa=one.sofa,
        worse_in=tuple(one.worse_in),
        note=one.note,
    )


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _round(one: Round) -> RoundRow:
    return RoundRow(
        id=one.pk,
        state=one.state,
        by_id=one.by_id,
        taken_at=one.taken_at,
        due_at=one.due_at,
        concluded_at=one.concluded_at,
        condition=one.condition,
        advice=one.advice,
        text=one.text,
        order_id=one.order_id,
        order_number=one.order.number if one.order else "",
    )


def _council(one: Council) -> CouncilRow:
    return CouncilRow(
        id=one.pk,
        state=one.state,
        question=one.question,
        called_at=one.called_at,
        called_by=one.called_by,
        concluded_at=one.concluded_at,
        concluded_by=one.concluded_by,
        advice=one.advice,
        text=one.text,
        order_id=one.order_id,
        order_number=one.order.number if one.order else "",
        specialties=tuple(sorted(seat.specialty for seat in one.seats.all())),
        opinions=tuple(
            OpinionRow(o.by_id, o.at, o.text)
            for o in sorted(one.opinions.all(), key=lambda o: o.pk)
        ),
    )
