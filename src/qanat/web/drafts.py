"""Forms kept while they are typed: what was typed comes back as it was."""

from collections.abc import Mapping, Sequence

from django.forms import BaseForm
from django.http import QueryDict

from qanat.web.reply import Values


def typed_before(form: BaseForm, kept: Mapping[str, Sequence[str]]) -> Values:
    """Read kept values back through a form's own widgets, without judging them.

    The answer is the ``initial`` of a fresh form: nothing is marked as wrong before it is sent.
    Fields which nobody had typed in are left out.
    """
    data = QueryDict(mutable=True)
    for name, values in kept.items():
        data.setlist(name, list(values))
    return {
        name: field.widget.value_from_datadict(data, {}, name)
        for name, field in form.fields.items()
        if not field.widget.value_omitted_from_data(data, {}, name)
    }
