"""What is done to carry a decision out: each a question with a small form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from qanat.care.abroad.commands import (
    choosing,
    extending,
    following,
    funding,
    gifts,
    journeys,
    treating,
)
from qanat.care.abroad.forms import carrying as forms
from qanat.care.abroad.forms.cases import NothingForm, ReasonForm
from qanat.care.abroad.pages.labels import (
    after_months,
    flight_told,
    how_much_more,
)
from qanat.care.abroad.permissions import CARRY, FUND, PETITION, PREPARE
from qanat.care.abroad.queries.belonging import case_of, name_in_case
from qanat.care.abroad.queries.following import first_day_of
from qanat.care.abroad.queries.journeys import (
    begins_treatment,
    flown_of,
    known_before,
    planned_journey,
)
from qanat.care.abroad.queries.money import (
    asked_of_case,
    currency_of_case,
    more_asked,
    to_reserve,
)
from qanat.care.abroad.queries.offers import country_of_offer, version_of_offer
from qanat.care.abroad.queries.payable import may_see
from qanat.care.abroad.states import CASE, EXTENSION, GIFT, JOURNEY, MONTHS, OFFER, Teller, Way
from qanat.care.clinics.queries.quotas import QuotaRow, open_quotas
from qanat.care.funding.queries.years import year_rows
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound, Text
from qanat.registry.changing import asked, typed_of
from qanat.web.forms import Form
from qanat.web.reply import Question, Values
from qanat.web.wording import number


@dataclass(frozen=True, slots=True)
class About:
    """Of whom which record is asked about."""

    actor: Actor
    case_id: int
    record_id: int


MakeForm = Callable[[About, Values | None], Form]
Do = Callable[[About, Any, datetime], object]


@dataclass(frozen=True, slots=True)
class Act:
    """Something which is done with a case, or with a record of it.

    Attributes:
        kind: of the record: an offer, a journey, an extension, a gift; "" for the case itself.
        details: says what else is meant besides the case.
    """

    needs: str
    label: Text
    form: MakeForm
    do: Do
    kind: str = ""
    danger: bool = False
    details: Callable[[About], str] = lambda _about: ""


def _empty(form: type[Form]) -> MakeForm:
    return lambda _about, typed: form(typed)


def _today(form: type[Form]) -> MakeForm:
    return lambda _about, typed: form(typed, initial={"on": timezone.localdate()})


def _reasons(list_name: str) -> MakeForm:
    return lambda _about, typed: ReasonForm(typed, reasons=list_name)


def _aside(about: About, typed: Values | None) -> Form:
    initial = {"treatment": asked_of_case(about.case_id)[0]}
    return forms.AsideForm(typed, initial=initial, years=_years(about.actor))


def _more_money(about: About, typed: Values | None) -> Form:
    return forms.MoreMoneyForm(typed, years=_years(about.actor), purposes=to_reserve(about.case_id))


def _seen(month: int, about: About, typed: Values | None) -> Form:
    initial = {"seen_on": timezone.localdate()}
    return forms.SeenForm(typed, initial=initial, first=first_day_of(about.case_id, month))


def _signed(about: About, typed: Values | None) -> Form:
    initial = {"amount": asked_of_case(about.case_id)[1], "signed_on": timezone.localdate()}
    return forms.SignedForm(typed, initial=initial, currency=currency_of_case(about.case_id))


def _years(actor: Actor) -> list[tuple[int, str]]:
    return [(one.id, f"{one.year} · {one.programme}") for one in year_rows(actor) if one.is_open]


def _choose(about: About, typed: Values | None) -> Form:
    found = open_quotas(country_of_offer(about.record_id), timezone.localdate().year)
    quotas = [(one.id, _places(one)) for one in found]
    seen = {"version": version_of_offer(about.record_id)}
    return forms.ChooseForm(typed, initial=seen, quotas=quotas)


def _places(one: QuotaRow) -> str:
    values = {
        "agreement": one.agreement, "used": number(one.used), "offered": number(one.offered),
    }  # fmt: skip
    return gettext("%(agreement)s: %(used)s of %(offered)s offered places used") % values


def _journey(about: About, typed: Values | None) -> Form:
    known = planned_journey(about.record_id)
    way = str(known.pop("way", ""))
    return forms.JourneyForm(typed, initial=known, case_id=about.case_id, way=way)


def _new_journey(way: Way, about: About, typed: Values | None) -> Form:
    known = known_before(about.case_id, way)
    return forms.JourneyForm(typed, initial=known, case_id=about.case_id, way=way)


def _more(about: About, typed: Values | None) -> Form:
    currency, known_as = currency_of_case(about.case_id), name_in_case(about.case_id)
    return forms.MoreForm(typed, currency=currency, known_as=known_as)


def _departure(about: About, typed: Values | None) -> Form:
    form = NothingForm if flown_of(about.record_id) else forms.OnForm
    return form(typed, initial={"on": timezone.localdate()})


def _arrival(about: About, typed: Values | None) -> Form:
    is_out = begins_treatment(about.record_id)
    told = (forms.OnForm, forms.UntilForm)
    form = ((NothingForm, forms.AdmittedForm) if flown_of(about.record_id) else told)[is_out]
    return form(typed, initial={"on": timezone.localdate()})


def _of_case(run: Callable[..., object]) -> Do:
    """Return what runs a command on a case with what was typed."""
    return lambda about, form, now: run(
        about.actor, case_id=about.case_id, now=now, **form.cleaned_data
    )


def _of_record(run: Callable[..., object], name: str) -> Do:
    return lambda about, form, now: run(
        about.actor, now=now, **{name: about.record_id}, **form.cleaned_data
    )


def _plan(way: Way, about: About, form: forms.JourneyForm, now: datetime) -> None:
    journeys.plan_journey(about.actor, case_id=about.case_id, way=way, draft=form.draft(), now=now)


def _after(month: int, _about: About) -> str:
    return after_months(month)


def _how_much(about: About) -> str:
    return how_much_more(*more_asked(about.record_id), currency_of_case(about.case_id))


def _see(month: int, about: About, form: Form, now: datetime) -> None:
    following.record_follow_up(
        about.actor, case_id=about.case_id, month=month, now=now, **form.cleaned_data
    )


def _change(about: About, form: forms.JourneyForm, now: datetime) -> None:
    journeys.change_journey(about.actor, journey_id=about.record_id, draft=form.draft(), now=now)


def _put_aside(about: About, form: forms.AsideForm, now: datetime) -> None:
    funding.reserve_for_case(about.actor, case_id=about.case_id, aside=form.aside(), now=now)


def _put_more(about: About, form: Form, now: datetime) -> None:
    typed = form.cleaned_data
    funding.reserve_more(
        about.actor,
        case_id=about.case_id,
        purpose=typed["purpose"],
        year_id=typed["year"],
        amount=typed["amount"],
        now=now,
    )


def _contract(about: About, form: forms.SignedForm, now: datetime) -> None:
    funding.contract_for_case(about.actor, case_id=about.case_id, signed=form.signed(), now=now)


def _ask_more(about: About, form: forms.MoreForm, now: datetime) -> None:
    extending.ask_for_more(about.actor, case_id=about.case_id, more=form.more(), now=now)


def _tell(about: About, form: forms.GiftForm, now: datetime) -> None:
    draft = form.draft(Teller.DEPARTMENT)
    gifts.tell_gift(about.actor, case_id=about.case_id, draft=draft, now=now)


def _find(about: About, form: forms.GiftForm, now: datetime) -> None:
    draft = form.draft(Teller.FOUND)
    gifts.find_gift(about.actor, case_id=about.case_id, draft=draft, now=now)


def _take_quota(about: About, form: Form, now: datetime) -> None:
    typed = form.cleaned_data
    choosing.choose_offer(
        about.actor,
        offer_id=about.record_id,
        version=typed["version"],
        quota_id=typed.get("quota"),
        now=now,
    )


def _label(lifecycle: Any, move: str) -> Text:
    label: Text = lifecycle.move(move).label
    return label


PLANS: Final[Mapping[str, Way]] = {f"plan_{way.value}": way for way in Way}
PLAN_WORDS: Final[Mapping[Way, Text]] = {
    Way.OUT: _("Plan the journey to the clinic"),
    Way.BACK: _("Plan the journey home"),
    Way.REPATRIATION: _("Plan to bring the deceased home"),
}
OTHERS_PAY: Final = _("Others pay too")
ACTS: Final[Mapping[str, Act]] = {
    "choose": Act(CARRY, _label(OFFER, "choose"), _choose, _take_quota, "offer"),
    "reserve": Act(FUND, _label(CASE, "reserve"), _aside, _put_aside),
    "reserve_more": Act(FUND, _("Put more aside"), _more_money, _put_more),
    "contract": Act(FUND, _label(CASE, "contract"), _signed, _contract),
    "free": Act(
        FUND,
        _label(CASE, "free"),
        _reasons("release_obligation"),
        _of_case(funding.free_money),
        danger=True,
    ),
    **{
        name: Act(CARRY, PLAN_WORDS[way], partial(_new_journey, way), partial(_plan, way))
        for name, way in PLANS.items()
    },
    "change_journey": Act(CARRY, _("Change the journey"), _journey, _change, "journey"),
    "depart": Act(
        CARRY,
        _label(JOURNEY, "depart"),
        _departure,
        _of_record(journeys.begin_journey, "journey_id"),
        "journey",
        details=lambda about: flight_told(about.record_id),
    ),
    "arrive": Act(
        CARRY,
        _label(JOURNEY, "arrive"),
        _arrival,
        _of_record(journeys.end_journey, "journey_id"),
        "journey",
        details=lambda about: flight_told(about.record_id),
    ),
    "turn_back": Act(
        CARRY,
        _label(JOURNEY, "turn_back"),
        lambda _about, typed: forms.TurnForm(
            typed, initial={"on": timezone.localdate()}, reasons="turn_back_journey"
        ),
        _of_record(journeys.turn_back_journey, "journey_id"),
        "journey",
        danger=True,
    ),
    "cancel_journey": Act(
        CARRY,
        _label(JOURNEY, "cancel"),
        _reasons("cancel_abroad_journey"),
        _of_record(journeys.cancel_journey, "journey_id"),
        "journey",
        danger=True,
    ),
    "begin_here": Act(
        CARRY,
        _label(CASE, "begin_here"),
        _today(forms.UntilForm),
        _of_case(treating.begin_at_home),
    ),
    "ask_more": Act(CARRY, _("A complication, or a longer stay"), _more, _ask_more),
    "grant": Act(
        FUND,
        _label(EXTENSION, "grant"),
        _empty(NothingForm),
        _of_record(extending.grant_more, "extension_id"),
        "extension",
        details=_how_much,
    ),
    "refuse": Act(
        FUND,
        _label(EXTENSION, "refuse"),
        _reasons("refuse_abroad_extension"),
        _of_record(extending.refuse_more, "extension_id"),
        "extension",
        danger=True,
    ),
    "treat": Act(
        CARRY, _label(CASE, "treat"), _today(forms.EndForm), _of_case(treating.end_treatment)
    ),
    "death_abroad": Act(
        CARRY,
        pgettext_lazy("button", "Died in treatment"),
        _today(forms.DeathForm),
        _of_case(treating.note_death_abroad),
        danger=True,
    ),
    **{
        f"see_{month}": Act(
            PREPARE,
            _("Enter the follow-up"),
            partial(_seen, month),
            partial(_see, month),
            details=partial(_after, month),
        )
        for month in MONTHS
    },
    "tell_gift": Act(PETITION, OTHERS_PAY, _empty(forms.GiftForm), _tell),
    "find_gift": Act(CARRY, OTHERS_PAY, _empty(forms.GiftForm), _find),
    "deduct": Act(
        FUND,
        _label(GIFT, "deduct"),
        _empty(forms.DocumentForm),
        _of_record(gifts.deduct_gift, "gift_id"),
        "gift",
    ),
    "dismiss": Act(
        FUND,
        _label(GIFT, "dismiss"),
        _reasons("dismiss_abroad_gift"),
        _of_record(gifts.dismiss_gift, "gift_id"),
        "gift",
    ),
}


@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, name: str, record_id: int) -> HttpResponse:
    """Ask, and do one thing by which a decision is carried out.

    Raises:
        NotFound: if there is no such act, or no such record which the actor reaches.
    """
    act = ACTS.get(name)
    if act is None:
        raise NotFound
    actor = actor_of(request)
    actor.need(act.needs)
    case_id, number = case_of(actor, act.kind, record_id, act.needs)
    about = About(actor, case_id, record_id)
    form = act.form(about, typed_of(request))
    details = " · ".join(filter(None, (number, act.details(about))))
    question = Question(act.label, details=details, label=act.label, danger=act.danger)

    def run(_typed: Values) -> None:
        act.do(about, form, timezone.now())

    back = "abroad:case" if may_see(actor, case_id) else "abroad:payable"
    return asked(request, form, run, question, to=(back, case_id))
