"""Papers of a case: the checklist, the versions, who looked at them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from qanat.care.abroad.models import Case, HandedExtract, Judgement, Opening, Paper
from qanat.care.abroad.queries.acts import ACTS
from qanat.care.abroad.queries.rights import act_of
from qanat.care.abroad.rules.acts import Act
from qanat.care.abroad.rules.checklist import Held, Item, checklist, needed_of
from qanat.care.abroad.states import ANONYMOUS, CONSENT, GUARDIAN, OTHER, Whose
from qanat.foundation.actors import Actor
from qanat.foundation.days import national_day
from qanat.foundation.refusals import NotFound, Text
from qanat.foundation.texts import local

EXTRACT: Final = "fhir_extract"
"""As which kind of paper the extract is told of; no version of it is kept."""
OWN_WORDS: Final[Mapping[str, Text]] = {
    CONSENT: _("Consent of who speaks for the patient"),
    GUARDIAN: _("Identity of who speaks for the patient"),
    ANONYMOUS: _("Extract without names, for experts"),
    OTHER: _("Another paper, a study"),
}


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One version of a paper.

    Attributes:
        is_accepted: what the working body found; ``None`` where nobody has judged it.
        is_newest: no newer version took its place.
    """

    id: int
    kind: str
    version: int
    form: str
    bytes: int
    pages: int
    language: str
    translator: str
    expires_on: date | None
    whose: str
    is_anonymous: bool
    at: datetime
    by_id: int
    is_accepted: bool | None
    note: str
    is_newest: bool


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """Who looked at which paper, when."""

    at: datetime
    by_id: int
    kind: str
    version: int


def papers_of(case_id: int) -> list[PaperRow]:
    """Return all versions of the papers of a case, the newest of each kind first."""
    newest = Judgement.objects.filter(paper=OuterRef("pk")).order_by("-id")
    rows = Paper.objects.filter(case=case_id).annotate(
        accepted=Subquery(newest.values("is_accepted")[:1]),
        said=Subquery(newest.values("note")[:1]),
    )
    seen: set[str] = set()
    found = []
    for row in rows.order_by("kind", "-version"):
        found.append(_row(row, is_newest=row.kind not in seen))
        seen.add(row.kind)
    return found


def checklist_of(row: Case, papers: Sequence[PaperRow], now: datetime) -> tuple[Item, ...]:
    """Hold the papers of a case against what its act asks for, as of today."""
    needed = needed_of(act_of(row, now), is_represented=row.is_represented)
    held = (_held(paper) for paper in papers if paper.is_newest)
    return checklist(needed, held, national_day(now))


def items_of(row: Case, now: datetime) -> tuple[Item, ...]:
    """Return the checklist of a case, read anew."""
    return checklist_of(row, papers_of(row.pk), now)


def paper_words(act: Act) -> dict[str, str]:
    """Return what every paper is called, those of an act and our own."""
    listed = {one.code: local(one.label) for one in act.documents}
    return listed | {code: str(word) for code, word in OWN_WORDS.items()}


def every_paper_words() -> dict[str, str]:
    """Return what papers are called, those of all acts and our own."""
    return {code: word for act in ACTS for code, word in paper_words(act).items()}


def openings_of(case_id: int, most: int = 100) -> list[OpeningRow]:
    """Return who looked at the papers of a case or took its extract, newest first."""
    rows = Opening.objects.filter(paper__case=case_id).order_by("-id")
    values = rows.values_list("at", "by_id", "paper__kind", "paper__version")[:most]
    taken = HandedExtract.objects.filter(case=case_id).order_by("-id").values_list("at", "by_id")
    found = [
        *(OpeningRow(*one) for one in values),
        *(OpeningRow(at, by_id, EXTRACT, 0) for at, by_id in taken[:most]),
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)[:most]


def _held(paper: PaperRow) -> Held:
    return Held(
        kind=paper.kind,
        language=paper.language,
        is_translated=bool(paper.translator),
        expires_on=paper.expires_on,
        is_somebody_elses=paper.whose == Whose.OTHER,
        is_accepted=paper.is_accepted,
    )


def _row(row: Paper, *, is_newest: bool) -> PaperRow:
    return PaperRow(
        id=row.pk,
        kind=row.kind,
        version=row.version,
        form=row.form,
        bytes=row.bytes,
        pages=row.pages,
        language=row.language,
        translator=row.translator,
        expires_on=row.expires_on,
        whose=row.whose,
        is_anonymous=row.is_anonymous,
        at=row.at,
        by_id=row.by_id,
        is_accepted=row.accepted,  # type: ignore[attr-defined] # annotated
        note=row.said or "",  # type: ignore[attr-defined] # annotated
        is_newest=is_newest,
    )


def case_of_paper(actor: Actor, paper_id: int) -> tuple[int, str]:
    """Return the case and the kind of a paper.

    Raises:
        NotFound: if there is none, or the actor may not see its case.
    """
    seen = Paper.objects.filter(pk=paper_id, case__in=Case.objects.visible_to(actor))
    found = seen.values_list("case", "kind").first()
    if found is None:
        raise NotFound
    return found
