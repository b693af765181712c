"""Published figures as they stand on record: the newest version of each, and their history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import Actor
from qanat.foundation.periods import Period
from qanat.foundation.refusals import NotFound
from qanat.foundation.texts import LocalText
from qanat.readiness.ledger.models import Publication, PublishedFigure
from qanat.readiness.ledger.rules.measures import Measure, Spans, read_measure


@dataclass(frozen=True, slots=True)
class PublicationRow:
    """A publication."""

    id: int
    code: str
    title: LocalText
    publisher: str
    language: str
    file: str
    dated_on: date | None


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One version of a published figure."""

    id: int
    code: str
    version: int
    publication: PublicationRow
    label: LocalText
    quote: str
    value: Decimal | None
    unit: str
    decimals: int
    relation: str
    spans: Spans
    as_of: date | None
    module: str
    measure: Measure | None
    steps: tuple[str, ...]
    note: LocalText
    is_withdrawn: bool
    reason: str
    entered_at: datetime
    by_id: int
    by: str = ""


def publication_rows(actor: Actor) -> list[PublicationRow]:
    """Return the publications, in the order in which they were entered."""
    return [_publication(row) for row in Publication.objects.visible_to(actor).order_by("id")]


def figure_rows(actor: Actor) -> list[FigureRow]:
    """Return the newest version of every figure that is not withdrawn, by publication and place."""
    rows = _newest(_visible(actor)).filter(is_withdrawn=False)
    return [_figure(row) for row in rows.order_by("publication", "place", "id")]


def figure_row(actor: Actor, figure_id: int) -> FigureRow:
    """Return the newest version of a figure, whichever version's id is given.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    rows = history_rows(actor, figure_id)
    if not rows:
        raise NotFound
    return rows[0]


def history_rows(actor: Actor, figure_id: int) -> list[FigureRow]:
    """Return all versions of a figure, the newest first."""
    visible = _visible(actor)
    one = visible.filter(pk=figure_id).first()
    if one is None:
        return []
    found = visible.filter(publication=one.publication_id, code=one.code).order_by("-version")
    rows = list(found)
    names = names_of({row.by_id for row in rows})
    return [_figure(row, names.get(row.by_id, "")) for row in rows]


def values_of(rows: Iterable[FigureRow], publication_id: int) -> dict[str, Decimal]:
    """Return the printed values of a publication by the short names of its figures."""
    return {
        row.code: row.value
        for row in rows
        if row.publication.id == publication_id and row.value is not None
    }


def _visible(actor: Actor) -> QuerySet[PublishedFigure]:
    seen = Publication.objects.visible_to(actor)
    return PublishedFigure.objects.filter(publication__in=seen).select_related("publication")


def _newest(rows: QuerySet[PublishedFigure]) -> QuerySet[PublishedFigure]:
    later = PublishedFigure.objects.filter(
        publication=OuterRef("publication"), code=OuterRef("code"), version__gt=OuterRef("version")
    )
    return rows.filter(~Exists(later))


def _publication(row: Publication) -> PublicationRow:
    return PublicationRow(
        row.pk, row.code, row.title, row.publisher, row.language, row.file, row.dated_on
    )


def _figure(row: PublishedFigure, by: str = "") -> FigureRow:
    return FigureRow(
        id=row.pk,
        code=row.code,
        version=row.version,
        publication=_publication(row.publication),
        label=row.label,
        quote=row.quote,
        value=row.value,
        unit=row.unit,
        decimals=row.decimals,
        relation=row.relation,
        spans=Spans(
            _period(row.first_on, row.last_on), _period(row.base_first_on, row.base_last_on)
        ),
        as_of=row.as_of,
        module=row.module,
        measure=read_measure(row.measure),
        steps=tuple(row.steps),
        note=row.note,
        is_withdrawn=row.is_withdrawn,
        reason=row.reason,
        entered_at=row.entered_at,
        by_id=row.by_id,
        by=by,
    )


def _period(first: date | None, last: date | None) -> Period | None:
    return Period(first, last) if first and last else None
