"""Forms kept while they are typed: what was typed comes back as it was."""

from collections.abc import Container, Mapping, Sequence
from typing import Final

from django.forms import BaseForm
from django.http import HttpResponse, QueryDict
from django.utils import timezone

from qanat.web.reply import Values

MOST: Final = 50
"""Values of one field."""


def typed_now(data: QueryDict, names: Container[str]) -> dict[str, list[str]]:
    """Return what stands in fields of some names, with the words of their search fields."""
    return {
        name: data.getlist(name)[:MOST]
        for name in data
        if name.removesuffix("_text").removesuffix("_pick") in names
    }


def saved() -> HttpResponse:
    """Answer the page that what is being typed is kept, and when."""
    return HttpResponse(status=204, headers={"X-Draft-Saved": timezone.now().isoformat()})


def typed_before(form: BaseForm, kept: Mapping[str, Sequence[str]]) -> Values:
    """Read kept values back through a form's own widgets, without judging them.

    The answer is the ``initial`` of a fresh form: nothing is marked as wrong before it is sent.
    Fields which nobody had typed in are left out.
    """
    data = QueryDict(mutable=True)
    for name, values in kept.items():
        data.setlist(name, list(values))
    return {
        name: field.widget.value_from_datadict(data, {}, form.add_prefix(name))
        for name, field in form.fields.items()
        if not field.widget.value_omitted_from_data(data, {}, form.add_prefix(name))
    }
