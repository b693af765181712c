"""Papers: the agenda as a bundle, minutes and letters signed, and whether one is genuine."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qanat.care.commission.commands.papers import make_letter, sign_minutes
from qanat.care.commission.forms import VerifyForm
from qanat.care.commission.permissions import KEEP, SEE, SIGN
from qanat.care.commission.ports import find_owner
from qanat.care.commission.queries.items import item_row
from qanat.care.commission.queries.papers import LANGUAGES, file_of, find_paper, pdf_of
from qanat.care.commission.queries.sheets import agenda_sheet
from qanat.care.commission.queries.sittings import sitting_record, sitting_row
from qanat.care.commission.rules.codes import read_code
from qanat.care.commission.states import PaperKind
from qanat.foundation.access.session import actor_of
from qanat.foundation.access.sign_in.views import public
from qanat.foundation.printing import PDF
from qanat.foundation.refusals import NotFound
from qanat.foundation.throttling import slow_down
from qanat.registry.changing import asked, typed_of
from qanat.web.forms import Form
from qanat.web.reply import Question, Values, download, page

VERIFY: Final = "commission/verify.html"
SIGNATURE: Final = "application/pkcs7-signature"
CHECKS_A_MINUTE: Final = 30


@require_GET
def bundle(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Give the agenda of a sitting as one file."""
    actor = actor_of(request)
    actor.need(SEE)
    record, now = sitting_record(actor, sitting_id), timezone.now()
    content = pdf_of(agenda_sheet(actor, record), at=now)
    return download(content, PDF, f"agenda-{record.row.number}.pdf")


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Sign the minutes of a closed sitting."""
    actor = actor_of(request)
    actor.need(SIGN)
    row = sitting_row(actor, sitting_id)
    details = _("They are signed in Kazakh, Russian and English and never change after that.")
    question = Question(_("Sign the minutes?"), details=details, label=_("Sign"))

    def run(_typed: Values) -> None:
        sign_minutes(actor, sitting_id=sitting_id, now=timezone.now())

    return asked(
        request, Form(typed_of(request)), run, question, to=("commission:sitting", row.id),
        message=_("The minutes are signed."),
    )  # fmt: skip


@require_GET
def minutes(request: HttpRequest, paper_id: int, part: str) -> HttpResponse:
    """Give signed minutes, or their signature."""
    actor = actor_of(request)
    actor.need(SEE)
    row, content, signature = file_of(actor, paper_id)
    name = f"minutes-{row.number}-{row.language}.pdf"
    if part == "signature":
        return download(signature, SIGNATURE, f"{name}.p7s")
    return download(content, PDF, name)


@require_POST
def letter(request: HttpRequest, item_id: int, language: str, part: str) -> HttpResponse:
    """Make the letter of a decision, and give it or its signature.

    Raises:
        NotFound: if its owner tells nobody to whom it goes, or none is made in the language.
    """
    actor = actor_of(request)
    actor.need(KEEP)
    row = item_row(actor, item_id)
    owner = find_owner(row.matter_kind)
    if language not in LANGUAGES:
        raise NotFound
    with override(language):
        to = owner.addressee(actor, row.matter) if owner else None
    if to is None:
        raise NotFound
    made = make_letter(actor, item_id=item_id, to=to, language=language, now=timezone.now())
    name = f"decision-{made.number}-{language}.pdf"
    if part == "signature":
        return download(made.signature, SIGNATURE, f"{name}.p7s")
    return download(made.content, PDF, name)


@public
@never_cache
@require_GET
def verify_any(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a paper."""
    form = VerifyForm(request.GET or None)
    if form.is_valid():
        code = "".join(ch for ch in form.cleaned_data["code"] if ch.isalnum())
        return redirect("commission:verify", code[:40] or "-")
    return page(request, VERIFY, {"form": form})


@public
@never_cache
@require_GET
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether a paper is genuine: its number, day and kind, and nobody's name."""
    slow_down(request, "commission.verify", most=CHECKS_A_MINUTE)
    paper = find_paper(code)
    context: Values = {
        "form": VerifyForm(initial={"code": paper.code_written if paper else code}),
        "is_asked": True,
        "is_code": bool(read_code(code)),
        "paper": paper,
        "kind": PaperKind(paper.kind).label if paper else "",
        "language": dict(settings.LANGUAGES).get(paper.language, "") if paper else "",
    }
    return page(request, VERIFY, context)
