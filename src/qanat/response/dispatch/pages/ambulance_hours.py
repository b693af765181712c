"""The hours of ambulances: which of them are promised to which mission or call."""

from collections import defaultdict
from datetime import datetime
from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import pgettext

from qanat.foundation.actors import Actor
from qanat.registry.fleet.queries.ambulances import call_signs
from qanat.response.commitments.queries import CommitmentRow, commitments_within
from qanat.response.commitments.states import ResourceKind
from qanat.response.dispatch.queries.timeline import open_numbers
from qanat.web.charts.schedule import Lane, Span
from qanat.web.paging import Page, one_page

ADDRESSES: Final = {"mission": "dispatch:mission", "call": "dispatch:call"}
Numbers = dict[tuple[str, int], str]


def ambulance_lanes(
    request: HttpRequest, actor: Actor, start: datetime, end: datetime
) -> tuple[Page[tuple[int, str]], list[Lane]]:
    """Return a page of the ambulances that are promised within some hours, and their rows.

    What one is promised to is named where the viewer may see it.
    """
    promised: defaultdict[int, list[CommitmentRow]] = defaultdict(list)
    for row in commitments_within(actor, ResourceKind.AMBULANCE, start, end):
        promised[row.resource_id].append(row)
    signs = call_signs(actor, promised)
    rows = one_page(request, sorted(signs.items(), key=lambda pair: pair[1]))
    shown = [row for pk, _sign in rows.items for row in promised[pk]]
    numbers = open_numbers(actor, _ids(shown, "mission"), _ids(shown, "call"))
    lanes = [
        Lane(
            label=sign,
            spans=tuple(_span(row, numbers) for row in promised[pk]),
            url=reverse("fleet:ambulance", args=(pk,)),
        )
        for pk, sign in rows.items
    ]
    return rows, lanes


def _ids(rows: list[CommitmentRow], kind: str) -> list[int]:
    return [row.purpose_id for row in rows if row.purpose_kind == kind]


def _span(row: CommitmentRow, numbers: Numbers) -> Span:
    number = numbers.get((row.purpose_kind, row.purpose_id))
    if number is None:
        return Span(row.start_at, row.end_at, pgettext("aircraft", "promised"))
    url = reverse(ADDRESSES[row.purpose_kind], args=(row.purpose_id,))
    return Span(row.start_at, row.end_at, number, url=url)
