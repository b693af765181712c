"""One field that finds anything.

What is looked for comes by POST and is shown on the page alone, never in an address: it may be
an IIN, a telephone or a name, and addresses are kept by browsers, proxies and logs. The price
is that a search can't be bookmarked and that "back" asks once more; what was found has
addresses of its own, made of ids.
"""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from qanat.desks.start.finding import find, only_hit
from qanat.desks.start.forms import SearchForm
from qanat.foundation.access.session import actor_of
from qanat.registry.patients.queries import closed_patient
from qanat.response.dispatch.queries.requests import closed_request
from qanat.web.reply import Values, again, done, page

SEARCH = "start/search.html"


@require_http_methods(["GET", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Find requests, patients, missions, aircraft, hospitals and places in one go.

    Sent by the button with the number or code of a single thing, it leads straight to it.
    """
    actor = actor_of(request)
    form = SearchForm(request.POST if request.method == "POST" else None)
    context: Values = {"form": form}
    if not form.is_bound:
        return page(request, SEARCH, context, fragment="found")
    if not form.is_valid():
        return again(request, SEARCH, context, fragment="found")
    text = form.cleaned_data["text"]
    groups = find(actor, text)
    if "go" in request.POST and (hit := only_hit(groups)):
        return done(request, to=hit.url)
    context |= {
        "groups": groups,
        "text": text.strip(),
        "closed_patient": closed_patient(actor, text),
        "closed_request": closed_request(actor, text),
    }
    return page(request, SEARCH, context, fragment="found")
