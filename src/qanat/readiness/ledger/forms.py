"""Forms of the ledger: what to list, a publication, a figure, why it is corrected."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.readiness.ledger.queries.sources import DIMENSIONS, FIGURES, knows
from qanat.readiness.ledger.rules.arithmetic import LONGEST, MOST_STEPS
from qanat.readiness.ledger.states import MODULES, Arithmetic, Kind, Relation, Standing, Unit
from qanat.web.forms import DayField, Form, LongTextField, NumberField, OneOf, TextField, WholeField

ALL: Final = ("", pgettext_lazy("filter", "All"))
STANDINGS: Final = [
    ALL,
    *((value, label) for value, label in Standing.choices),
    (Arithmetic.BROKEN.value, _("Arithmetic of the publication does not hold")),
]
LANGUAGES: Final = (
    ("kk", _("Kazakh")), ("ru", _("Russian")), ("en", _("English")),
    ("uz", _("Uzbek (Latin)")), ("uz-cyrl", _("Uzbek (Cyrillic)")),
)  # fmt: skip
NO_FIGURE: Final = ("", pgettext_lazy("figure", "None"))
MOST_DECIMALS: Final = 4
MONTH: Final = "month"


class LedgerFilter(Form):
    """Which figures to list."""

    source = OneOf(label=_("Source"), required=False, coerce=int, empty_value=0)
    status = OneOf(label=_("Status"), choices=STANDINGS, required=False)
    module = OneOf(
        label=pgettext_lazy("ledger", "Part"), choices=[ALL, *MODULES.items()], required=False
    )

    def __init__(self, *args: Any, sources: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("source", [ALL, *sources])


class CodeField(TextField):
    """A short name: Latin letters, digits and underscores, so that arithmetic can name it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Short name"),
            help_text=_("Latin letters, digits, underscores; the arithmetic names it by this."),
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        """Refuse what is no name."""
        code: str = super().clean(value).lower()
        if not (code.isascii() and code.isidentifier()):
            raise ValidationError(_("Begin with a Latin letter; no spaces or other marks."))
        return code


class PublicationForm(Form):
    """A publication."""

    code = CodeField(max_length=60)
    title = TextField(label=pgettext_lazy("publication", "Title"))
    publisher = TextField(label=_("Who published it, and where"))
    language = OneOf(label=_("Language"), choices=LANGUAGES)
    file = TextField(label=_("Address or file"), required=False)
    dated_on = DayField(label=_("Date of the publication"), required=False)


class FigureForm(Form):
    """A printed figure, and how it is counted."""

    label = TextField(label=_("What the figure says"))
    quote = TextField(
        label=_("Quote"), help_text=_("The figure with its few words, as they are printed.")
    )
    unit = OneOf(label=_("Unit"), choices=Unit.choices, initial=Unit.NUMBER)
    value = NumberField(
        label=_("Printed value"), max_digits=18, decimal_places=MOST_DECIMALS, required=False
    )
    decimals = WholeField(
        label=_("Decimals printed"), min_value=0, max_value=MOST_DECIMALS, initial=0
    )
    relation = OneOf(
        label=pgettext_lazy("published figure", "How exact"),
        choices=Relation.choices,
        initial=Relation.EXACT,
    )
    module = OneOf(label=pgettext_lazy("ledger", "Part"), choices=list(MODULES.items()))
    first = DayField(label=_("Period from"), required=False)
    last = DayField(label=_("Period to"), required=False)
    base_first = DayField(label=_("Compared with, from"), required=False)
    base_last = DayField(label=_("Compared with, to"), required=False)
    as_of = DayField(label=_("As of"), required=False)
    kind = OneOf(label=_("How it is counted"), choices=[NO_FIGURE, *Kind.choices], required=False)
    figure = OneOf(
        label=_("Figure of the report"), choices=[NO_FIGURE, *FIGURES.items()], required=False
    )
    whole = OneOf(
        label=_("Share of which figure"), choices=[NO_FIGURE, *FIGURES.items()], required=False
    )
    by = OneOf(label=_("Different by what"), choices=[NO_FIGURE, *DIMENSIONS.items()],
               required=False)  # fmt: skip
    keys = TextField(
        label=_("Which are the largest"), help_text=_("Codes, divided by commas."), required=False
    )
    steps = LongTextField(
        label=_("Arithmetic of the publication"),
        help_text=_("One step a line, over short names: total = a + b, then a / total * 100."),
        required=False,
        max_length=MOST_STEPS * LONGEST,
    )
    note = TextField(label=_("Note"), required=False)

    def clean_steps(self) -> tuple[str, ...]:
        """Return the steps, one a line."""
        text: str = self.cleaned_data["steps"]
        steps = tuple(line.strip() for line in text.splitlines() if line.strip())
        if len(steps) > MOST_STEPS or any(len(step) > LONGEST for step in steps):
            raise ValidationError(_("There are too many steps, or one is too long."))
        return steps

    def clean_keys(self) -> tuple[str, ...]:
        """Return the keys which are said to be the largest."""
        return tuple(key.strip() for key in self.cleaned_data["keys"].split(",") if key.strip())

    def clean(self) -> dict[str, Any]:
        """See that value and unit, periods, and what is counted go together."""
        typed = super().clean() or self.cleaned_data
        if (typed.get("unit") == Unit.TEXT) == (typed.get("value") is not None):
            self.add_error("value", _("A figure has a value, words alone have none."))
        for first, last in (("first", "last"), ("base_first", "base_last")):
            self._see_period(typed.get(first), typed.get(last), last)
        self._see_measure(typed)
        return typed

    def _see_period(self, first: date | None, last: date | None, name: str) -> None:
        if bool(first) != bool(last):
            self.add_error(name, _("A period has a first and a last day."))
        elif first and last and last < first:
            self.add_error(name, _("The period ends before it begins."))

    def _see_measure(self, typed: dict[str, Any]) -> None:
        """Ask for what the way of counting needs."""
        kind = typed.get("kind")
        needed = {
            Kind.SHARE: ("whole",), Kind.KEYS: ("by",), Kind.LEADING: ("by", "keys"),
            Kind.GROWTH: ("base_first",), Kind.MEAN: ("whole",),
        }  # fmt: skip
        value = () if kind == Kind.LEADING else ("value",)
        names = ("figure", "first", *value, *needed.get(kind, ())) if kind else ()
        for name in names:
            if typed.get(name) in (None, "", ()) and name not in self.errors:
                self.add_error(name, _("This way of counting needs it."))
        if typed.get("figure") and not knows(typed["figure"], typed.get("by") or ""):
            self.add_error("by", _("This figure is not split so."))
        if typed.get("by") == MONTH:
            self.add_error("by", _("Months are not told apart here."))


class NewFigureForm(FigureForm):
    """A figure with the short name it gets."""

    code = CodeField(max_length=40)
    field_order = ("code",)


class CorrectionForm(FigureForm):
    """A figure as it should be, and why."""

    reason = TextField(label=_("Why it is corrected"), max_length=400)


class ReasonForm(Form):
    """Why a figure is withdrawn."""

    reason = TextField(label=_("Why it is withdrawn"), max_length=400)
