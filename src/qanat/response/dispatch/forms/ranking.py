"""What plans are ranked by, and which of the rest is told why it is not used."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from qanat.engine.kbest.model import Policy
from qanat.foundation.kept import kept
from qanat.response.dispatch.suggest.policies import (
    MOST,
    SOONEST,
    Weights,
    label_of,
    policies,
    policy_of,
)
from qanat.web.forms import SHORT, Form, NumberField, OneOf, TextField
from qanat.web.templatetags.qanat import fields


class RankingForm(Form):
    """A named policy, and its weights if they were adjusted.

    Weights that were typed count for the policy they stood beside (``weights_of``); another
    policy has its own.
    """

    policy = OneOf(label=_("Rank by"), choices=(), required=False)
    contact_percent = NumberField(
        label=_("First contact counts"), unit="%", required=False, min_value=0,
        max_value=MOST.contact_percent,
    )  # fmt: skip
    hand_over_min = NumberField(
        label=_("A hand-over is worth"), unit=_("min"), required=False, min_value=0,
        max_value=MOST.hand_over_min,
    )  # fmt: skip
    million_min = NumberField(
        label=_("A million tenge is worth"), unit=_("min"), required=False, min_value=0,
        max_value=MOST.million_min,
    )  # fmt: skip
    coverage_min = NumberField(
        label=_("10,000 people not reached meanwhile are worth"), unit=_("min"), required=False,
        min_value=0, max_value=MOST.coverage_min,
    )  # fmt: skip
    weights_of = forms.CharField(required=False, widget=forms.HiddenInput())


class LeftOutFilter(Form):
    """A piece of the name of what one asks about."""

    text = TextField(label=_("Name or number"), required=False, max_length=SHORT)


class Ranking:
    """What plans of a page are ranked by.

    Args:
        asked: what was asked for, in the address or the form of a commitment.
        now: the moment.
    """

    def __init__(self, asked: Mapping[str, Any], now: datetime) -> None:
        known = policies(now)
        bound = RankingForm(asked)
        bound.offer("policy", [(code, label_of(code)) for code in known])
        bound.full_clean()
        typed = bound.cleaned_data
        self.code = typed.get("policy") or SOONEST.name
        self.weights = known[self.code]
        self.errors = {name: told for name, told in bound.errors.items() if name != "policy"}
        if typed.get("weights_of") == self.code and not self.errors:
            given = {name: typed.get(name) for name in Weights.__slots__}
            own = {k: float(v) for k, v in given.items() if v is not None}
            self.weights = Weights(**(asdict(self.weights) | own))
        shown = {"policy": self.code, "weights_of": self.code} | {
            name: f"{value:g}" for name, value in asdict(self.weights).items()
        }
        self.fields = shown
        self._bound, self._known = bound, tuple(known)
        self.label = label_of(self.code)

    @property
    def drawn(self) -> SafeString:
        """The fields, with what is wrong with them."""
        if self.errors:
            return fields(self._bound)
        return _drawn(tuple(self.fields.items()), self._known)

    @property
    def policy(self) -> Policy:
        """The charges."""
        return policy_of(self.code, self.weights)

    @property
    def is_time_alone(self) -> bool:
        """Tell whether nothing but the time to definitive care counts."""
        return self.weights.is_time_alone

    @property
    def is_adjusted(self) -> bool:
        """Tell whether anything but the first policy was asked for."""
        return not (self.code == SOONEST.name and self.is_time_alone)


@kept(seconds=600)
def _drawn(shown: tuple[tuple[str, str], ...], known: tuple[str, ...]) -> SafeString:
    """Draw fields in which nothing is wrong: all there is to them stands in the arguments."""
    form = RankingForm(dict(shown))
    form.offer("policy", [(code, label_of(code)) for code in known])
    return fields(form)
