"""Sign minutes, and letters of decision."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from qanat.care.commission.commands.seats import KEEPERS, check_seat, locked_sitting, tell
from qanat.care.commission.models import Item, Paper
from qanat.care.commission.permissions import KEEP, SIGN
from qanat.care.commission.ports import Addressee
from qanat.care.commission.queries.bodies import body_row
from qanat.care.commission.queries.items import record_for_papers
from qanat.care.commission.queries.papers import LANGUAGES, digest_of, pdf_of
from qanat.care.commission.queries.procedure import procedure_on
from qanat.care.commission.queries.sheets import letter_sheet, minutes_sheet
from qanat.care.commission.queries.sittings import sitting_record
from qanat.care.commission.rules.codes import LENGTH, code_from
from qanat.care.commission.states import (
    PRESIDING,
    SITTING,
    ItemState,
    PaperKind,
    SittingState,
)
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.days import NATIONAL, national_day
from qanat.foundation.moving import make_move
from qanat.foundation.refusals import Conflict, Invalid, NotFound
from qanat.foundation.signing import Signature, sign


class NothingToTell(Conflict):
    """A letter tells a decision."""

    code = "nothing_to_tell"
    text = _("A letter is made of what was decided.")


class NoSuchLanguage(Invalid):
    """Papers are made in some languages."""

    code = "no_such_language"
    text = _("Papers are made in Kazakh, Russian and English.")


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter with its signature, which is kept nowhere here."""

    paper_id: int
    number: str
    code: str
    content: bytes
    signature: bytes


@command(needs=SIGN)
def sign_minutes(actor: Actor, *, sitting_id: int, now: datetime) -> None:
    """Sign the minutes of a closed sitting, in every language; signed twice they are signed.

    Raises:
        SigningNotSetUp: if this installation has no certificate.
    """
    row = locked_sitting(actor, sitting_id, PRESIDING, now)
    if row.state == SittingState.SIGNED:
        return
    row.signed_at, row.signed_by = now, actor.id
    make_move(actor, row, SITTING, "sign", also=("signed_at", "signed_by"))
    for language in LANGUAGES:
        code = _new_code()
        with override(language), timezone.override(NATIONAL):
            sheet = minutes_sheet(sitting_record(SYSTEM, sitting_id))
            content = pdf_of(sheet, at=now, code=code)
        paper = _paper(actor, content, sign(content), now)
        paper.kind, paper.sitting, paper.content = PaperKind.MINUTES, row, content
        paper.code, paper.number, paper.language = code, row.number, language
        paper.save(force_insert=True)
    tell(row.pk)


@command(needs=KEEP)
def make_letter(
    actor: Actor, *, item_id: int, to: Addressee, language: str, now: datetime
) -> Letter:
    """Make the signed letter of a decision; to the same the same is said by the same paper.

    Its owner calls this from a command of his own, or who keeps the commission.

    Raises:
        NothingToTell: if nothing is decided.
        NoSuchLanguage: if papers are not made in a language.
        SigningNotSetUp: if this installation has no certificate.
    """
    item = Item.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=item_id).first()
    if item is None:
        raise NotFound
    check_seat(actor, item.body_id, KEEPERS, now)
    if item.state != ItemState.DECIDED:
        raise NothingToTell
    if language not in LANGUAGES:
        raise NoSuchLanguage
    known = item.papers.filter(language=language).order_by("-id").first()
    if known is not None:
        content = _letter(item, to, language, known.made_at, known.code)
        if digest_of(content) == known.digest:
            return Letter(known.pk, known.number, known.code, content, bytes(known.signature))
    code = _new_code()
    content = _letter(item, to, language, now, code)
    paper = _paper(actor, content, sign(content), now)
    paper.kind, paper.item = PaperKind.LETTER, item
    paper.code, paper.number, paper.language = code, item.number, language
    paper.save(force_insert=True)
    return Letter(paper.pk, paper.number, code, content, bytes(paper.signature))


def _letter(item: Item, to: Addressee, language: str, at: datetime, code: str) -> bytes:
    with override(language), timezone.override(NATIONAL):
        record = record_for_papers(item.pk)
        body = body_row(SYSTEM, item.body_id, national_day(at)).name
        sheet = letter_sheet(record, body, to, procedure_on(item.rules_on))
        return pdf_of(sheet, at=at, code=code)


def _paper(actor: Actor, content: bytes, signed: Signature, now: datetime) -> Paper:
    return Paper(
        made_at=now,
        made_by=actor.id,
        digest=digest_of(content),
        signature=signed.der,
        signer=signed.signer,
        is_test=signed.is_trial,
    )


def _new_code() -> str:
    return code_from(secrets.token_bytes(LENGTH))
