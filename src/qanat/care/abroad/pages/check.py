"""Does the state pay? A self-check for everybody: nothing that is typed is kept."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from qanat.care.abroad.forms.check import CheckForm
from qanat.care.abroad.pages.words import AGAINST, BY, MISSING, OUTLOOKS, clocks
from qanat.care.abroad.queries.acts import act_on
from qanat.care.abroad.rules.acts import Act
from qanat.care.abroad.rules.eligibility import Finding, assess
from qanat.foundation.access.sign_in.views import public
from qanat.foundation.days import national_day
from qanat.foundation.texts import local
from qanat.web.reply import Values, again, page

PAGE: Final = "abroad/check.html"


@public
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Ask, and say what the act in force says: without an account, and without a trace."""
    today = national_day(timezone.now())
    act = act_on(today)
    form = CheckForm(request.POST if request.method == "POST" else None, act=act)
    context: Values = {"form": form, "act": act, "title": local(act.title), "clocks": clocks(today)}
    if not form.is_bound:
        return page(request, PAGE, context)
    if not form.is_valid():
        return again(request, PAGE, context)
    finding = assess(act, form.told())
    return page(request, PAGE, context | _said(act, finding))


def _said(act: Act, finding: Finding) -> Values:
    """Return a finding in words."""
    categories = {one.code: local(one.label) for one in act.categories}
    classes = {one.code: local(one.label) for one in act.priorities}
    return {
        "finding": finding,
        "outlook": OUTLOOKS[finding.outlook],
        "category": categories.get(finding.category, ""),
        "priorities": [classes[code] for code in finding.priorities],
        "against": [AGAINST[why] for why in finding.against],
        "missing": [MISSING[why] for why in finding.missing],
        "documents": [(local(one.label), BY[one.by], one.expires) for one in act.documents],
    }
