"""The applicant's page: a code, a one-time password, and where the case stands.

What opens the case is a sealed cookie of this browser alone, for half an hour: nothing about the
case stands in an address, and a code that is none is answered as one that is.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from qanat.care.abroad.commands.applicant import TooManyCases, send_password, use_password
from qanat.care.abroad.commands.gifts import declare_gift
from qanat.care.abroad.commands.news import set_news
from qanat.care.abroad.forms.applicant import CodeForm, PasswordForm
from qanat.care.abroad.forms.carrying import GiftForm
from qanat.care.abroad.pages.carried import flight_facts
from qanat.care.abroad.pages.labels import (
    APPLICANT_STEPS,
    AT_HOME,
    DECISION_TONES,
    OWES,
    OWES_DECIDED,
    SEEN,
    ground_words,
    how_much_more,
)
from qanat.care.abroad.queries.applicant import OwnCase, own_case
from qanat.care.abroad.queries.papers import paper_words
from qanat.care.abroad.states import (
    OPEN as OPEN_STATES,
)
from qanat.care.abroad.states import (
    CaseState,
    Decision,
    ExtensionState,
    GiftState,
    Means,
    NewsWish,
    Teller,
    Way,
)
from qanat.foundation.access.parameters import LOCK_MIN, span
from qanat.foundation.access.sign_in.addresses import client_address
from qanat.foundation.access.sign_in.views import public
from qanat.foundation.actors import SYSTEM
from qanat.foundation.messages.commands.answering import count_wrong_code, has_tried_too_often
from qanat.foundation.refusals import Text
from qanat.foundation.secrets import blind_index, decrypt, encrypt
from qanat.foundation.texts import local
from qanat.registry.changing import asked, has_run, typed_of
from qanat.registry.terminology.queries import names_of as names_in
from qanat.web import marks
from qanat.web.languages import BY_CODE, COOKIE
from qanat.web.reply import Question, Values, again, done, page
from qanat.web.wording import in_named_currency

ASK: Final = "abroad/applicant_code.html"
PASSWORD: Final = "abroad/applicant_password.html"  # noqa: S105 (a template)
CASE: Final = "abroad/applicant.html"
ASKED: Final = "qanat_case_asked"
OPEN: Final = "qanat_case"
HALF_AN_HOUR_S: Final = 1800


@public
@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a case; the answer is the same whether or not there is one."""
    form = CodeForm(typed_of(request))
    asked: list[int] = []

    def run(typed: Values) -> None:
        now = timezone.now()
        source = blind_index("wrong_code", f"abroad:{client_address(request)}")
        if has_tried_too_often(source, now):
            raise TooManyCases(minutes=round(span(LOCK_MIN).total_seconds() / 60))
        asked.append(send_password(SYSTEM, code=typed["code"], now=now))
        if not asked[0]:
            count_wrong_code(SYSTEM, source=source, now=now)

    if has_run(form, run):
        response = done(request, to="abroad:password")
        _keep(response, ASKED, asked[0])
        return response
    return (
        again(request, ASK, {"form": form}) if form.is_bound else page(request, ASK, {"form": form})
    )


@public
@never_cache
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Ask for the one-time password which was sent."""
    case_id = _kept(request, ASKED)
    if case_id is None:
        return done(request, to="abroad:code")
    form = PasswordForm(typed_of(request))
    # Without a case, too, a password asked for anew can be typed wrong a few times.
    asked = f"{client_address(request)}:{request.COOKIES[ASKED]}"
    if has_run(form, lambda typed: use_password(case_id, typed["password"], asked)):
        response = done(request, to="abroad:own")
        _keep(response, OPEN, case_id)
        response.delete_cookie(ASKED, path=reverse("abroad:code"))
        return response
    context: Values = {"form": form}
    return again(request, PASSWORD, context) if form.is_bound else page(request, PASSWORD, context)


@public
@never_cache
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """Show where the case stands, in the language of the applicant or the one chosen here."""
    case_id = _kept(request, OPEN)
    if not case_id:
        return done(request, to="abroad:code")
    row = own_case(case_id, timezone.now())
    language = request.COOKIES.get(COOKIE) or row.language
    with translation.override(language if language in BY_CODE else translation.get_language()):
        response = page(request, CASE, _said(row))
        response["Content-Language"] = BY_CODE[translation.get_language() or "kk"].html
        return response


@public
@never_cache
@require_http_methods(["GET", "POST"])
def gift(request: HttpRequest) -> HttpResponse:
    """Take down that somebody else pays for the same treatment."""
    case_id = _kept(request, OPEN)
    if not case_id:
        return done(request, to="abroad:code")
    form = GiftForm(typed_of(request))
    details = _("What others pay is deducted from what the state pays.")
    question = Question(_("Does somebody else pay too?"), details, _("Tell it"))

    def run(_typed: Values) -> None:
        draft = form.draft(Teller.APPLICANT)
        declare_gift(SYSTEM, case_id=case_id, draft=draft, now=timezone.now())

    return asked(request, form, run, question, to=("abroad:own",))


@public
@require_http_methods(["POST"])
def news(request: HttpRequest) -> HttpResponse:
    """Take down how the applicant wants to be written to."""
    case_id = _kept(request, OPEN)
    wish = request.POST.get("wish", "")
    if case_id and wish in NewsWish:
        set_news(SYSTEM, case_id=case_id, wish=wish)
    return done(request, to="abroad:own" if case_id else "abroad:code")


@public
@require_http_methods(["POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Close the case in this browser."""
    response = done(request, to="abroad:code", message=_("The case is closed in this browser."))
    response.delete_cookie(OPEN, path=reverse("abroad:code"))
    return response


def _said(row: OwnCase) -> Values:
    """Return a case in words."""
    papers = paper_words(row.act)
    reason, note = row.returned
    return {
        "row": row,
        "marks": [(mark, APPLICANT_STEPS[mark.state]) for mark in row.marks],
        "state": CaseState(row.state).label,
        "owes": _owes(row),
        "missing": [papers.get(kind, kind) for kind in row.missing],
        "returned": names_in("reason.return_abroad_case").get(reason, "") if reason else "",
        "note": note,
        "decision": Decision(row.decision).label if row.decision else "",
        "decision_tone": DECISION_TONES.get(row.decision, ""),
        "ground": ground_words(row.act).get(row.ground, row.ground),
        "act": local(row.act.title),
        "facts": list(_facts(row)),
        "can_tell": row.state in OPEN_STATES,
        "wishes": list(_wishes(row)),
    }


def _owes(row: OwnCase) -> Text:
    """Return what is next, and who has to do it."""
    if row.state == CaseState.DECIDED:
        return OWES_DECIDED[row.decision]
    if row.state == CaseState.FOLLOW_UP and row.see_by is None:
        return SEEN
    is_over = row.state in (CaseState.TREATED, CaseState.INVOICED)
    return AT_HOME if is_over and row.decision != Decision.ABROAD else OWES[row.state]


def _wishes(row: OwnCase) -> Iterator[NewsWish]:
    """Return what the applicant may say of how he is written to."""
    yield NewsWish.NO_SMS if row.wants_sms else NewsWish.SMS
    if row.has_email:
        yield NewsWish.NO_EMAIL if row.wants_email else NewsWish.EMAIL
        yield NewsWish.FORGET_EMAIL


def _facts(row: OwnCase) -> Iterator[tuple[Text, object]]:
    """Return what is arranged for the applicant."""
    if row.journey is not None:
        way = f"{Way(row.journey.way).label} · {Means(row.journey.means).label}"
        yield way, marks.day(row.journey.planned_on)
        yield from flight_facts(row.journey)
        if row.journey.escorts:
            yield _("Escorts paid by the budget"), str(row.journey.escorts)
    if row.stay is not None:
        yield pgettext("case", "Treatment"), row.stay.where
        if row.stay.ended_on is None:
            yield pgettext("treatment", "Planned until"), marks.day(row.stay.planned_until)
    for more in row.extensions:
        is_agreed = more.state == ExtensionState.ASKED and bool(more.decision)
        state = _("Granted by the commission") if is_agreed else ExtensionState(more.state).label
        told = (how_much_more(more.days, 0, ""), str(state))
        yield _("More than was agreed"), " · ".join(filter(None, told))
    if row.see_by is not None:
        yield _("Next time to be seen"), marks.day(row.see_by)
    for one in row.gifts:
        amount = in_named_currency(one.amount_minor, one.currency)
        yield one.giver, f"{amount} · {GiftState(one.state).label}"


def _keep(response: HttpResponse, name: str, case_id: int) -> None:
    response.set_signed_cookie(
        name,
        urlsafe_b64encode(encrypt(str(case_id))).decode(),
        salt=name,
        max_age=HALF_AN_HOUR_S,
        path=reverse("abroad:code"),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _kept(request: HttpRequest, name: str) -> int | None:
    """Return the case a cookie of ours names; ``None`` where there is none in time."""
    found = request.get_signed_cookie(name, default=None, salt=name, max_age=HALF_AN_HOUR_S)
    return int(decrypt(urlsafe_b64decode(found))) if found else None
