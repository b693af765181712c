"""Take papers, judge them, open them: each look is on record."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.care.abroad.commands.drafts import PaperDraft
from qanat.care.abroad.commands.finding import locked_case
from qanat.care.abroad.commands.persons import whose_is
from qanat.care.abroad.models import Case, Judgement, Offer, Opening, Paper, Task
from qanat.care.abroad.permissions import CHECK, CLINIC, OPINE, PETITION, PREPARE, SEE
from qanat.care.abroad.queries.rights import act_of
from qanat.care.abroad.rules.checklist import REGION
from qanat.care.abroad.states import COLLECTING, OWN_PAPERS, CaseState, PaperLanguage, Whose
from qanat.care.commission import permissions as commission
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.documents.checking import Looked, look
from qanat.foundation.documents.kinds import BY_CODE, DICOM
from qanat.foundation.documents.vault import Lost, fetch, keep
from qanat.foundation.refusals import Conflict, Invalid, NotFound, Refusal

logger = logging.getLogger(__name__)
SAME: Final = ("content", "language", "translator", "expires_on", "whose", "is_anonymous")
"""What is the same in all of these is no newer version, but sent twice."""


class PapersClosed(Conflict):
    """Papers are taken until the decision."""

    code = "papers_closed"
    text = _("No papers are taken for this case any more.")


class PaperUnknown(Invalid):
    """Papers are of the act's list, or of ours."""

    code = "paper_unknown"
    field = "kind"
    text = _("Choose which paper this is.")


class TranslatorMissing(Invalid):
    """Papers in other languages need a sworn translation."""

    code = "translator_missing"
    field = "translator"
    text = _("A paper in another language needs a sworn translation: name the translator.")


class NamesPatient(Invalid):
    """What experts see names nobody."""

    code = "names_patient"
    field = "is_anonymous"
    text = _("The study names the patient: it can't be shown to experts as it is.")


class PaperLost(Refusal):
    """The vault has lost a file: its keeper knows from the log."""

    status = 410
    code = "paper_lost"
    text = _("The file can't be read any more. Tell the administrator, or hand it in again.")


class NoteMissing(Invalid):
    """Some judgements need words."""

    code = "note_missing"
    field = "note"
    text = _("Say why: the paper is refused, or seems to be somebody else's.")


@dataclass(frozen=True, slots=True)
class Kept:
    """A file which was looked at and is in the vault."""

    content: str
    form: str
    bytes: int
    looked: Looked


@dataclass(frozen=True, slots=True)
class Opened:
    """A paper as it is handed out."""

    content: str
    form: str
    name: str

    def read(self) -> bytes:
        """Return the file out of the vault: after the look at it is on record.

        Raises:
            PaperLost: if the vault has it no more.
        """
        try:
            return fetch(self.content)
        except Lost:
            logger.exception("a paper is lost")
            raise PaperLost from None

    @property
    def media_type(self) -> str:
        """How a browser is told what it is."""
        return BY_CODE[self.form].media_type


def take_paper(actor: Actor, *, case_id: int, draft: PaperDraft, now: datetime) -> int:
    """Look at a file, keep it, and put it into a case; the slow part is outside of the command.

    Raises:
        Invalid: one of the refusals of a file, saying what to do; or as ``add_paper``.
    """
    actor.need(PREPARE)
    if not Case.objects.visible_to(actor).within(actor, PREPARE).filter(pk=case_id).exists():
        raise NotFound
    looked = look(draft.content, draft.name)
    kept = Kept(keep(draft.content), looked.kind.code, len(draft.content), looked)
    return add_paper(actor, case_id=case_id, draft=draft, kept=kept, now=now)


@command(needs=PREPARE)
def add_paper(actor: Actor, *, case_id: int, draft: PaperDraft, kept: Kept, now: datetime) -> int:
    """Put a kept file into a case as the newest version of a paper; sent twice it is the same.

    Raises:
        PapersClosed: if the case was decided or is over.
        PaperUnknown: if no list has such a paper.
        NotAllowed: if it is the health department's, and the actor is not of one.
        TranslatorMissing: if it is in another language and nobody swore to a translation.
        NamesPatient: if it is to be anonymous and says whose it is.
    """
    row = locked_case(actor, case_id, PREPARE)
    if row.state not in COLLECTING and row.state != CaseState.DECIDED:
        raise PapersClosed
    _need_kind(actor, row, draft, now)
    name, number = draft.holder_name, draft.holder_number
    if kept.form == DICOM.code:
        name, number = kept.looked.about_name, kept.looked.about_number
    paper = Paper(
        case=row,
        kind=draft.kind,
        content=kept.content,
        form=kept.form,
        bytes=kept.bytes,
        pages=kept.looked.pages,
        language=draft.language,
        translator=draft.translator,
        expires_on=draft.expires_on,
        whose=whose_is(row.patient_id, name, number, now),
        is_anonymous=draft.is_anonymous,
        at=now,
        by_id=actor.id,
    )
    if draft.is_anonymous and paper.whose == Whose.PATIENT:
        raise NamesPatient
    newest = Paper.objects.filter(case=row, kind=draft.kind).order_by("-version").first()
    if newest is not None and all(getattr(newest, n) == getattr(paper, n) for n in SAME):
        return newest.pk
    paper.version = newest.version + 1 if newest else 1
    paper.save(force_insert=True)
    return paper.pk


@command(needs=CHECK)
def judge_paper(
    actor: Actor, *, paper_id: int, is_accepted: bool, note: str = "", now: datetime
) -> None:
    """Say, having looked at a paper, whether it is what it should be.

    Raises:
        NoteMissing: if it is refused, or accepted against the machine's doubt, without a word.
    """
    paper = _paper(actor, paper_id, CHECK)
    is_doubted = paper.whose == Whose.OTHER
    if not note.strip() and (is_doubted or not is_accepted):
        raise NoteMissing
    Judgement.objects.create(
        paper=paper, is_accepted=is_accepted, note=note.strip(), at=now, by_id=actor.id
    )


@command(needs=SEE, is_reading=True)
def open_paper(actor: Actor, *, paper_id: int, now: datetime) -> Opened:
    """Hand a paper of a case one sees out, and keep who looked at it.

    Raises:
        NotFound: if there is none, or the actor may not see its case.
    """
    paper = Paper.objects.filter(pk=paper_id, case__in=Case.objects.visible_to(actor)).first()
    if paper is None:
        raise NotFound
    return _opened(actor, paper, f"{paper.kind}-{paper.version}", now)


@command(needs=OPINE, is_reading=True)
def open_anonymous_paper(actor: Actor, *, paper_id: int, now: datetime) -> Opened:
    """Hand an expert an anonymous paper of a case about which he is asked.

    Raises:
        NotFound: if he is not asked, or the paper names somebody.
    """
    asked = Task.objects.of_expert(actor).values("case")
    paper = Paper.objects.filter(pk=paper_id, is_anonymous=True, case__in=asked).first()
    if paper is None:
        raise NotFound
    return _opened(actor, paper, f"paper-{paper.pk}", now)


@command(needs=CLINIC, is_reading=True)
def open_asked_paper(actor: Actor, *, paper_id: int, now: datetime) -> Opened:
    """Hand a clinic an anonymous paper of a case for which it is asked.

    Raises:
        NotFound: if it is not, or not any more, or the paper names somebody.
    """
    asked = Offer.objects.of_clinics(actor).answerable().values("case")
    paper = Paper.objects.filter(pk=paper_id, is_anonymous=True, case__in=asked).first()
    if paper is None:
        raise NotFound
    return _opened(actor, paper, f"paper-{paper.pk}", now)


@command(needs=commission.SEE, is_reading=True)
def open_brief_paper(actor: Actor, *, case_id: int, paper_id: int, now: datetime) -> Opened:
    """Hand a member of the commission an anonymous paper of a case which he has before him.

    Raises:
        NotFound: if the case has no such paper, or it names somebody.
    """
    paper = Paper.objects.filter(pk=paper_id, is_anonymous=True, case=case_id).first()
    if paper is None:
        raise NotFound
    return _opened(actor, paper, f"paper-{paper.pk}", now)


def _opened(actor: Actor, paper: Paper, name: str, now: datetime) -> Opened:
    Opening.objects.create(paper=paper, at=now, by_id=actor.id)
    return Opened(paper.content, paper.form, f"{name}{BY_CODE[paper.form].endings[0]}")


def _paper(actor: Actor, paper_id: int, permission: str) -> Paper:
    """Return a paper of a case that is locked and reached by a permission.

    Raises:
        NotFound: if there is none.
    """
    paper = Paper.objects.filter(pk=paper_id).first()
    if paper is None:
        raise NotFound
    locked_case(actor, paper.case_id, permission)
    return paper


def _need_kind(actor: Actor, row: Case, draft: PaperDraft, now: datetime) -> None:
    listed = {one.code: one.by for one in act_of(row, now).documents}
    if draft.kind not in listed and draft.kind not in OWN_PAPERS:
        raise PaperUnknown
    if listed.get(draft.kind) == REGION:
        actor.need(PETITION)
    if draft.language == PaperLanguage.OTHER and not draft.translator:
        raise TranslatorMissing
