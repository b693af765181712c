"""What the acts say, side by side: open to everybody."""

from itertools import pairwise
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from qanat.care.abroad.queries.acts import ACTS
from qanat.care.abroad.rules.acts import Disease, differences
from qanat.foundation.access.sign_in.views import public
from qanat.foundation.texts import local
from qanat.web.reply import page

PAGE: Final = "abroad/acts.html"


@public
@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Show every act, newest first, and how its list differs from the one before."""
    pairs = [
        {
            "older": older,
            "newer": newer,
            "rows": [
                (_words(row.older), _words(row.newer), row.is_same)
                for row in differences(older, newer)
            ],
        }
        for older, newer in pairwise(ACTS)
    ]
    acts = [
        {
            "act": act,
            "title": local(act.title),
            "categories": [local(one.label) for one in act.categories],
            "grounds": [local(one.label) for one in act.grounds],
            "priorities": [local(one.label) for one in act.priorities],
        }
        for act in reversed(ACTS)
    ]
    return page(request, PAGE, {"acts": acts, "pairs": pairs})


def _words(disease: Disease | None) -> tuple[str, str]:
    """Return an item in words, and what is to be known of it; nothing where there is none."""
    return (local(disease.label), local(disease.note)) if disease else ("", "")
