"""The national report as one document: what pages, print and files are made of."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from qanat.foundation.actors import Actor
from qanat.foundation.made_up import made_up_mark
from qanat.foundation.periods import Growth, Period
from qanat.foundation.refusals import Text
from qanat.readiness.nation.queries.counts import Told, told_of
from qanat.readiness.nation.queries.pictures import pictures
from qanat.readiness.nation.queries.text import Paragraph, paragraphs
from qanat.readiness.nation.queries.wording import named
from qanat.readiness.statistics.queries.keys import Figure
from qanat.readiness.statistics.queries.labels import FIGURES
from qanat.web import wording
from qanat.web.charts import Chart


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A line of the table of figures."""

    label: Text
    now: int
    before: int | None
    change: Growth | None
    url: str

    @property
    def grown(self) -> str:
        """The growth, in percent where there was something before."""
        if self.change is None:
            return ""
        if self.change.percent is None:
            return wording.number(self.change.absolute, signed=True)
        return wording.percent(self.change.percent, signed=True)


@dataclass(frozen=True, slots=True)
class Document:
    """The national report of a period; ``at`` is the moment at which it was counted."""

    title: str
    subtitle: str
    at: datetime
    period: Period
    base: Period | None
    sections: tuple[tuple[str, Paragraph], ...]
    charts: tuple[Chart, ...]
    lines: tuple[FigureLine, ...]
    is_empty: bool

    @property
    def heads(self) -> tuple[str, ...]:
        """The headings of the table of figures."""
        heads = (_("Figure"), named(self.period))
        return (*heads, named(self.base), _("Growth")) if self.base else heads

    @property
    def mark(self) -> str:
        """Say that the data is made up, where it is."""
        return made_up_mark()

    @property
    def source(self) -> str:
        """Say where the figures come from."""
        return _("Source: records of Qanat, counted in national time; exercises are not counted.")

    @property
    def as_of(self) -> str:
        """Say when they were counted."""
        made = f"{wording.moment(self.at)} {wording.offset()}"
        return _("as of %(moment)s") % {"moment": made}


def compose(actor: Actor, period: Period, base: Period | None = None, *, now: datetime) -> Document:
    """Count and compose the report in the active language.

    Raises:
        NotAllowed: if the person does not see the statistics of the nation.
    """
    told = told_of(actor, period, base)
    return Document(
        title=_("Medical aviation of Kazakhstan"),
        subtitle=named(period),
        at=now,
        period=period,
        base=base,
        sections=tuple(paragraphs(told)) if not told.is_empty else (),
        charts=tuple(pictures(told)) if not told.is_empty else (),
        lines=tuple(_line(told, figure) for figure in Figure),
        is_empty=told.is_empty,
    )


def _line(told: Told, figure: Figure) -> FigureLine:
    return FigureLine(
        label=FIGURES[figure],
        now=told.count(figure),
        before=told.before[figure.value] if told.base else None,
        change=told.grown(figure),
        url=told.url(figure) if told.count(figure) else "",
    )
