"""Enter a publication and its figures; correct and withdraw figures, which keeps their history."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.refusals import Conflict, Invalid, NotFound
from qanat.foundation.texts import LocalText
from qanat.readiness.ledger.models import Publication, PublishedFigure
from qanat.readiness.ledger.permissions import ENTER
from qanat.readiness.ledger.queries.figures import figure_rows, values_of
from qanat.readiness.ledger.rules.arithmetic import BadStepError, Printed, work_out
from qanat.readiness.ledger.rules.measures import Measure, plain_measure
from qanat.readiness.ledger.states import Relation, Unit


class PublicationOnRecord(Conflict):
    """A publication is entered once."""

    code = "publication_on_record"
    text = _("There is a publication with this short name already.")
    field = "code"


class FigureOnRecord(Conflict):
    """A figure of a publication is entered once; what is wrong with it is corrected."""

    code = "figure_on_record"
    text = _("There is a figure with this short name in the publication. Correct that one.")
    field = "code"


class CorrectedMeanwhile(Conflict):
    """Somebody else corrected the figure since it was read."""

    code = "corrected_meanwhile"
    text = _("This figure was corrected in the meantime. Look at it again.")


class BadArithmetic(Invalid):
    """A step of the arithmetic can't be worked out."""

    code = "bad_arithmetic"
    text = _("This step can't be worked out: %(step)s")
    field = "steps"


@dataclass(frozen=True, slots=True)
class PublicationDraft:
    """A publication as it is entered."""

    code: str
    title: LocalText
    publisher: str
    language: str
    file: str = ""
    dated_on: date | None = None


@dataclass(frozen=True, slots=True)
class FigureDraft:
    """A figure as it is entered."""

    label: LocalText
    quote: str
    value: Decimal | None
    unit: str = Unit.NUMBER
    decimals: int = 0
    relation: str = Relation.EXACT
    days: tuple[date, date] | None = None
    base: tuple[date, date] | None = None
    as_of: date | None = None
    module: str = "dispatch"
    measure: Measure | None = None
    steps: tuple[str, ...] = ()
    note: LocalText = field(default_factory=dict)

    def columns(self) -> dict[str, Any]:
        """Return the draft as columns of the table."""
        (first, last), (base_first, base_last) = (
            pair or (None, None) for pair in (self.days, self.base)
        )
        return {
            "label": self.label, "quote": self.quote, "value": self.value, "unit": self.unit,
            "decimals": self.decimals, "relation": self.relation, "first_on": first,
            "last_on": last, "base_first_on": base_first, "base_last_on": base_last,
            "as_of": self.as_of, "module": self.module, "measure": plain_measure(self.measure),
            "steps": list(self.steps), "note": self.note,
        }  # fmt: skip


@command(needs=ENTER)
def enter_publication(actor: Actor, *, draft: PublicationDraft, now: datetime) -> int:
    """Enter a publication and return its id.

    Raises:
        PublicationOnRecord: if one with this short name is there.
    """
    made, is_new = Publication.objects.get_or_create(
        code=draft.code,
        defaults={
            "title": draft.title,
            "publisher": draft.publisher,
            "language": draft.language,
            "file": draft.file,
            "dated_on": draft.dated_on,
            "entered_at": now,
            "by_id": actor.id,
        },
    )
    if not is_new:
        raise PublicationOnRecord
    return made.pk


@command(needs=ENTER)
def enter_figure(
    actor: Actor, *, publication_id: int, code: str, draft: FigureDraft, now: datetime
) -> int:
    """Enter a figure of a publication and return its id.

    Raises:
        FigureOnRecord: if the publication has a figure of this short name.
        BadArithmetic: if a step of its arithmetic can't be worked out.
        NotFound: if there is no such publication, or the actor may not see it.
    """
    publication = _locked(actor, publication_id)
    if publication.figures.filter(code=code).exists():
        raise FigureOnRecord
    _check(actor, publication, draft, code)
    place = publication.figures.count() + 1
    row = PublishedFigure.objects.create(
        publication=publication,
        code=code,
        place=place,
        entered_at=now,
        by_id=actor.id,
        **draft.columns(),
    )
    return row.pk


@command(needs=ENTER)
def correct_figure(
    actor: Actor, *, figure_id: int, draft: FigureDraft, reason: str, now: datetime
) -> int:
    """Put another version of a figure on record and return its id; the old one stays.

    Args:
        actor: who corrects.
        figure_id: the version which was read.
        draft: the figure as it should be.
        reason: why.
        now: the moment.

    Raises:
        CorrectedMeanwhile: if there is a newer version.
        BadArithmetic: if a step of its arithmetic can't be worked out.
        NotFound: if there is no such figure, or the actor may not see it.
    """
    old = _newest(actor, figure_id)
    _check(actor, old.publication, draft, old.code)
    return _next(old, draft.columns(), reason, actor, now)


@command(needs=ENTER)
def withdraw_figure(actor: Actor, *, figure_id: int, reason: str, now: datetime) -> int:
    """Take a figure out of the ledger; it and its history stay on record.

    Raises:
        CorrectedMeanwhile: if there is a newer version.
        NotFound: if there is no such figure, or the actor may not see it.
    """
    old = _newest(actor, figure_id)
    same = {name: getattr(old, name) for name in _KEPT}
    return _next(old, same | {"is_withdrawn": True}, reason, actor, now)


_KEPT = tuple(FigureDraft({}, "", None).columns())


def _next(
    old: PublishedFigure, columns: Mapping[str, Any], reason: str, actor: Actor, now: datetime
) -> int:
    row = PublishedFigure.objects.create(
        publication=old.publication,
        code=old.code,
        place=old.place,
        version=old.version + 1,
        reason=reason,
        entered_at=now,
        by_id=actor.id,
        **columns,
    )
    return row.pk


def _locked(actor: Actor, publication_id: int) -> Publication:
    """Return a publication, locked: its figures are entered and corrected one after the other."""
    visible = Publication.objects.visible_to(actor)
    row = visible.select_for_update(of=("self",)).filter(pk=publication_id).first()
    if row is None:
        raise NotFound
    return row


def _newest(actor: Actor, figure_id: int) -> PublishedFigure:
    old = PublishedFigure.objects.filter(pk=figure_id).first()
    if old is None:
        raise NotFound
    publication = _locked(actor, old.publication_id)
    same = publication.figures.filter(code=old.code)
    if old.is_withdrawn or same.filter(version__gt=old.version).exists():
        raise CorrectedMeanwhile
    old.publication = publication
    return old


def _check(actor: Actor, publication: Publication, draft: FigureDraft, code: str) -> None:
    """Refuse arithmetic which can't be worked out among the figures on record."""
    if not draft.steps or draft.value is None:
        return
    values = values_of(figure_rows(actor), publication.pk)
    printed = Printed(draft.value, draft.decimals, draft.relation == Relation.MORE)
    try:
        work_out(draft.steps, {**values, code: draft.value}, printed)
    except BadStepError as bad:
        raise BadArithmetic(step=str(bad)) from bad
