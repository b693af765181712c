"""Report findings of a watched patient: scored, compared with those before, told to the watch."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.care.critical.commands.drafts import FindingsDraft
from qanat.care.critical.commands.finding import locked_watch, tell
from qanat.care.critical.models import Findings, Watch
from qanat.care.critical.parameters import WORSE_ROUND
from qanat.care.critical.permissions import REPORT
from qanat.care.critical.queries.norms import hours_of, norms_on, thresholds_on
from qanat.care.critical.queries.persons import ages_of
from qanat.care.critical.rules.course import Reading, due_after, worse
from qanat.care.critical.rules.scoring import is_measured, main_of, scores_of, sofa_of
from qanat.engine.scores.plausible import Oddity, oddities
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.days import national_day
from qanat.foundation.refusals import Invalid
from qanat.response.dispatch.commands.clinical import FindingImpossible, NothingMeasured
from qanat.response.dispatch.commands.intake import FromTheFuture
from qanat.response.dispatch.states.findings import FINDINGS

ABOUT: Final = ("watch_id", "at", "by_id", "condition", "note")
SUMMARY: Final = (
    "findings_at", "findings_due_at", "asked_at", "asked_by", "condition", "support",
    "score_name", "score", "is_score_partial", "level", "sofa",
    "worsened_at", "worsened_in", "round_due_at",
)  # fmt: skip


class BeforeInclusion(Invalid):
    """Findings belong to the time of the watch, with a day of grace for what led to it."""

    code = "before_inclusion"
    field = "at"
    text = _("This was measured more than a day before the patient was included.")


@command(needs=REPORT)
def record_findings(actor: Actor, *, watch_id: int, draft: FindingsDraft, now: datetime) -> int:
    """Record findings with the scores which are valid for the patient; return their id.

    The same findings sent twice are stored once. Those measured before others which are on
    record are kept in their place and change nothing of what holds now.

    Raises:
        NothingMeasured: if nothing was found, not even that the condition changed.
        FindingImpossible: if nobody can have such a finding.
        FromTheFuture: if it was measured after now.
        BeforeInclusion: if it was measured long before the watch began.
        WatchEnded: if the watch is over.
    """
    _check(draft, now)
    watch = locked_watch(actor, watch_id, REPORT)
    if _says_nothing(watch, draft):
        raise NothingMeasured
    if (watch.included_at - draft.at).days >= 1:
        raise BeforeInclusion
    row = _findings(actor, watch, draft, now)
    if known := _same(row, draft.found.columns()):
        return known
    row.worse_in = list(
        worse(_readings(watch, draft.at), _reading(row), thresholds_on(national_day(now)))
    )
    row.save(force_insert=True)
    if watch.findings_at is None or row.at >= watch.findings_at:
        _sum_up(watch, row, now)
    tell(watch)
    return row.pk


def _check(draft: FindingsDraft, now: datetime) -> None:
    odd = oddities(draft.found.numbers())
    if wrong := [name for name, oddity in odd.items() if oddity is not Oddity.UNUSUAL]:
        raise FindingImpossible(names=", ".join(str(FINDINGS[name]) for name in wrong))
    if draft.at > now:
        raise FromTheFuture(field=_("Time"))


def _says_nothing(watch: Watch, draft: FindingsDraft) -> bool:
    """Tell whether nothing was measured, nothing written, and all is as the watch knows it."""
    if draft.found.is_measured() or draft.note.strip():
        return False
    support = draft.found.support
    is_same = support is None or set(support) == set(watch.support)
    return is_same and draft.condition in (None, watch.condition)


def _findings(actor: Actor, watch: Watch, draft: FindingsDraft, now: datetime) -> Findings:
    age_years = ages_of([watch.patient_id], now).get(watch.patient_id)
    scores = scores_of(draft.found, age_years, is_pregnant=watch.is_pregnant)
    main = main_of(scores)
    return Findings(
        watch=watch,
        at=draft.at,
        by_id=actor.id,
        condition=draft.condition or watch.condition,
        scores=scores,
        score_name=main.name,
        score=main.total,
        is_score_partial=main.is_partial,
        level=main.level,
        sofa=sofa_of(scores),
        note=draft.note,
        **draft.found.columns(),
    )


def _same(row: Findings, names: Collection[str]) -> int | None:
    """Return the id of the same findings of the same person, stored before."""
    told = {name: getattr(row, name) for name in (*ABOUT, *names)}
    return Findings.objects.filter(**told).values_list("pk", flat=True).first()


def _readings(watch: Watch, at: datetime) -> list[Reading]:
    since = at - thresholds_on(national_day(at)).window
    rows = watch.findings.filter(at__gte=since, at__lt=at).order_by("-at", "-id")[:100]
    return [_reading(row) for row in rows]


def _reading(row: Findings) -> Reading:
    return Reading(
        at=row.at,
        condition=row.condition,
        score_name=row.score_name,
        score=row.score,
        level=row.level,
        sofa=row.sofa,
        support=None if row.support is None else frozenset(row.support),
    )


def _sum_up(watch: Watch, row: Findings, now: datetime) -> None:
    """Keep on the watch what lists need; worse findings want a round soon.

    A word on the condition alone is kept, but the hospital still owes its findings.
    """
    norms = norms_on(national_day(now))
    watch.condition = row.condition
    if is_measured(row):
        watch.findings_at = row.at
        watch.asked_at = watch.asked_by = None
        watch.findings_due_at = due_after(row.at, row.condition, norms.findings_h)
    watch.support = list(watch.support if row.support is None else row.support)
    watch.sofa = row.sofa if row.sofa is not None else watch.sofa
    if row.score is not None:
        watch.score_name, watch.score, watch.level = row.score_name, row.score, row.level
        watch.is_score_partial = row.is_score_partial
    if row.worse_in:
        watch.worsened_at = watch.worsened_at or row.at
        watch.worsened_in = sorted({*watch.worsened_in, *row.worse_in})
        soon = now + hours_of(WORSE_ROUND, national_day(now))
        watch.round_due_at = min(watch.round_due_at, soon)
    watch.save(update_fields=list(SUMMARY))
