"""Filters which pages of several contexts share."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.web.forms import Form, OneOf


class OperatorFilter(Form):
    """Of which operator."""

    operator = OneOf(label=_("Operator"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, operators: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("operator", [("", pgettext_lazy("operator", "All")), *operators])
