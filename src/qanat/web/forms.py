"""Forms: plain fields with the longest length, clean characters, and words for errors."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils import timezone
from django.utils.choices import BaseChoiceIterator, normalize_choices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.foundation.births import OLDEST_YEARS, is_birth
from qanat.foundation.days import is_sensible
from qanat.foundation.refusals import Text
from qanat.web import wording
from qanat.web.typed import day_of, moment_of

SHORT: Final = 200
LONG: Final = 4000
DIGITS: Final = 18
"""Of the largest number which surely fits into the database."""
HIDDEN_MARKS: Final = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
TOO_LONG: Final = _("At most %(limit_value)s characters fit here. These are %(show_value)s.")
AHEAD_SINCE: Final = timedelta(hours=1)
"""Who says when something will be may have begun to type a while ago."""
LINE_MARKS: Final = "\n\t"

Choices = Iterable[tuple[object, Text]]


def refuse_control_characters(text: str) -> None:
    """Refuse characters that nobody types and that can deceive a reader.

    Raises:
        ValidationError: on a control, surrogate or direction-changing character.
    """
    for char in text:
        if char not in LINE_MARKS and unicodedata.category(char) in {"Cc", "Cs", "Co", "Cn"}:
            raise ValidationError(_("There is a character which can't be read."), code="control")
    if HIDDEN_MARKS.search(text):
        raise ValidationError(_("There is a hidden character in the text."), code="hidden")


def whole_number(text: str) -> int | None:
    """Return a number sent outside of a form's fields; None if it is none or fits no column."""
    is_one = text.isascii() and text.isdigit() and len(text) <= DIGITS
    return int(text) if is_one else None


class Form(forms.Form):
    """A form whose every text is limited and clean.

    Labels carry no colon; the field part draws label, help, error and control.
    """

    template_name = "web/parts/fields.html"
    use_required_attribute = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # mirrors Django's own form
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                _limit(field)

    def offer(self, name: str, rows: Iterable[tuple[object, object]]) -> None:
        """Give a field of choices what there is to choose from: pairs, or named groups of them."""
        self.fields[name].choices = rows  # type: ignore[attr-defined] # a field of choices

    def needed_when(self, name: str, when: Text) -> None:
        """Say when a field is needed that is not always so."""
        self.fields[name].needed_for = when  # type: ignore[attr-defined] # read by the field part


def _limit(field: forms.CharField) -> None:
    if refuse_control_characters not in field.validators:
        field.validators = [*field.validators, refuse_control_characters]
    if field.max_length is None:
        long = isinstance(field.widget, forms.Textarea)
        field.max_length = LONG if long else SHORT
        field.validators.append(MaxLengthValidator(field.max_length))
    for limit in field.validators:
        if isinstance(limit, MaxLengthValidator):
            limit.message = TOO_LONG
    # A browser that knows the limit cuts what is pasted and says nothing: the answer says it.
    field.widget.attrs.pop("maxlength", None)


class TextField(forms.CharField):
    """One line of text."""

    def __init__(self, *, max_length: int = SHORT, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str | None:
        """Compose letters, so that equal names are equal texts."""
        text = super().to_python(value)
        return unicodedata.normalize("NFC", text) if text else text


class LongTextField(TextField):
    """Several lines of text."""

    def __init__(self, *, max_length: int = LONG, rows: int = 3, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str | None:
        """Write line ends in one way."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n") if text else text


def _here_now() -> datetime:
    """Return now as the viewer's clock shows it."""
    return timezone.make_naive(timezone.now())


class MomentWidget(forms.DateTimeInput):
    """A date and a time as the page writes them; buttons come with JavaScript."""

    input_type = "text"
    days: tuple[int, ...] = (0,)
    """On which a time alone may be, counted from today."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%d.%m.%Y %H:%M", **kwargs)
        self.attrs |= {"inputmode": "numeric", "autocomplete": "off", "data-qanat-moment": ""}

    def format_value(self, value: Any) -> str | None:
        """Write what can be read in one way, and the rest as it was typed."""
        if isinstance(value, str):
            value = moment_of(value, _here_now(), self.days) or value
        return value if isinstance(value, str) else super().format_value(value)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Add the pattern and the words of the buttons in the language of the page."""
        words = {
            "placeholder": _("dd.mm.yyyy hh:mm"),
            "data-now": pgettext_lazy("button", "now"),
            "data-back": pgettext_lazy("button", "−5 min"),
        }
        return super().get_context(name, value, words | (attrs or {}))


class MomentField(forms.DateTimeField):
    """A moment, typed in the viewer's zone and kept in UTC."""

    widget = MomentWidget

    def __init__(
        self, *, not_after_now: bool = False, is_ahead: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.not_after_now = not_after_now
        self.is_ahead = is_ahead
        self.days = (0, -1) if not_after_now else (0, 1) if is_ahead else (0,)
        self.widget.days = self.days
        if is_ahead:  # "now" and "five minutes ago" are no answers
            del self.widget.attrs["data-qanat-moment"]

    def to_python(self, value: Any) -> datetime | None:
        """Read a moment in every way people write one."""
        if isinstance(value, str):
            value = moment_of(value, _here_now(), self.days) or value
        return super().to_python(value)

    def clean(self, value: Any) -> datetime | None:
        """Refuse a moment of the future where only the past makes sense, and the reverse."""
        at: datetime | None = super().clean(value) or None
        if at is not None and not is_sensible(at.date()):
            raise ValidationError(_("This year can't be meant."), code="year")
        if at is not None and self.not_after_now and at > timezone.now():
            raise ValidationError(_("This lies in the future."), code="future")
        if at is not None and self.is_ahead and at < timezone.now() - AHEAD_SINCE:
            raise ValidationError(_("This lies in the past."), code="past")
        return at

    @property
    def unit(self) -> str:
        """The zone in which it is typed, shown beside the control."""
        return wording.offset()


class DayWidget(forms.DateInput):
    """A day as the page writes it."""

    input_type = "text"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%d.%m.%Y", **kwargs)
        self.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def format_value(self, value: Any) -> str | None:
        """Write what can be read in one way, and the rest as it was typed."""
        if isinstance(value, str):
            value = day_of(value, timezone.localdate()) or value
        return value if isinstance(value, str) else super().format_value(value)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Add the pattern in the language of the page."""
        return super().get_context(name, value, {"placeholder": _("dd.mm.yyyy")} | (attrs or {}))


class DayField(forms.DateField):
    """A day."""

    widget = DayWidget

    def to_python(self, value: Any) -> date | None:
        """Read a day in every way people write one."""
        if isinstance(value, str):
            value = day_of(value, timezone.localdate()) or value
        return super().to_python(value)

    def clean(self, value: Any) -> date | None:
        """Refuse a year which nobody can mean."""
        on: date | None = super().clean(value) or None
        if on is not None and not is_sensible(on):
            raise ValidationError(_("This year can't be meant."), code="year")
        return on


class PeriodForm(Form):
    """Some days, the first and the last included."""

    first = DayField(label=pgettext_lazy("period", "From"))
    last = DayField(label=pgettext_lazy("period", "To"))

    def clean(self) -> dict[str, Any]:
        """See that the period does not end before it begins."""
        typed = super().clean() or self.cleaned_data
        first, last = typed.get("first"), typed.get("last")
        if first and last and last < first:
            self.add_error("last", _("The period ends before it begins."))
        return typed


class BirthField(DayField):
    """A date of birth: neither ahead of today nor longer ago than anybody lives."""

    def clean(self, value: Any) -> date | None:
        """Refuse a day on which nobody alive can have been born."""
        on, today = super().clean(value), timezone.localdate()
        if on is not None and on > today:
            raise ValidationError(_("This lies in the future."), code="future")
        if on is not None and not is_birth(on, today):
            raise ValidationError(
                _("This is more than %(years)s years ago. Check the year."),
                code="too_long_ago",
                params={"years": OLDEST_YEARS},
            )
        return on


IN_DIGITS: Final = _("Write the number in digits, such as 1 234,56.")
_DIGITS: Final = re.compile(r"[-+]?\d*\.?\d*", re.ASCII)
"""No exponents (``1e9``) and no underscores: whoever types them means something else."""


class WholeField(forms.IntegerField):
    """A whole number with its unit."""

    def __init__(self, *, unit: Text = "", max_value: int = 2**31 - 1, **kwargs: Any) -> None:
        super().__init__(max_value=max_value, **kwargs)
        self.unit = unit
        self.widget.attrs.setdefault("inputmode", "numeric")


class NumberField(forms.DecimalField):
    """A number with its unit; comma and point both divide."""

    def __init__(self, *, unit: Text = "", max_digits: int = 12, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(max_digits=max_digits, **kwargs)
        self.unit = unit

    def to_python(self, value: Any) -> Any:
        """Read ``36,6`` as well as ``36.6``."""
        if isinstance(value, str):
            value = (
                re.sub(r"[\s\u00a0\u202f]", "", value).replace(",", ".").replace(wording.MINUS, "-")
            )
            if value and not _DIGITS.fullmatch(value):
                raise ValidationError(IN_DIGITS, code="invalid")
        return super().to_python(value)


class _Asked(BaseChoiceIterator):
    """A list which is asked for whenever it is needed, and is in order as it comes."""

    def __init__(self, ask: Callable[[], Choices]) -> None:
        self._ask = ask

    def __iter__(self) -> Iterator[tuple[object, Text]]:
        return iter(self._ask())

    def __copy__(self) -> "_Asked":
        return self


def _always(choices: Choices) -> Callable[[], Choices]:
    return lambda: choices


class _Listed(forms.ChoiceField):
    """A field whose list is never changed in place: each form shares it, none copies it."""

    def __init__(self, *, choices: Choices | Callable[[], Choices] = (), **kwargs: Any) -> None:
        ask = choices if callable(choices) else _always(normalize_choices(choices))
        super().__init__(choices=_Asked(ask), **kwargs)

    def __deepcopy__(self, memo: dict[int, Any]) -> "_Listed":
        copied: _Listed = forms.Field.__deepcopy__(self, memo)
        return copied


class _Radios(forms.RadioSelect):
    """All of a short list at once; what has to be chosen offers no empty line."""

    def optgroups(self, *args: Any, **kwargs: Any) -> Any:
        """Return the lines without the empty one, where one is needed."""
        groups = super().optgroups(*args, **kwargs)
        if not self.is_required:
            return groups
        return [group for group in groups if any(line["value"] != "" for line in group[1])]


class OneOf(_Listed, forms.TypedChoiceField):
    """One of a short list; ``radio`` shows all at once."""

    def __init__(self, *, radio: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("widget", _Radios() if radio else forms.Select())
        super().__init__(**kwargs)


class SomeOf(_Listed, forms.TypedMultipleChoiceField):
    """Some of a short list."""

    widget = forms.CheckboxSelectMultiple


class YesNoUnknown(OneOf):
    """Yes, no, or not known: nobody is made to guess."""

    def __init__(self, **kwargs: Any) -> None:
        choices: Iterable[tuple[str, Text]] = (
            ("yes", pgettext_lazy("answer", "Yes")),
            ("no", pgettext_lazy("answer", "No")),
            ("", pgettext_lazy("answer", "Not known")),
        )
        kwargs.setdefault("required", False)
        super().__init__(
            choices=choices,
            coerce=lambda answer: answer == "yes",
            empty_value=None,
            widget=forms.RadioSelect(),
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        """Show what is known already."""
        return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


class FileField(forms.FileField):
    """A file with the largest size and the kinds accepted."""

    def __init__(self, *, largest_bytes: int = 5 * 2**20, accept: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.largest_bytes = largest_bytes
        self.accept = accept
        if accept:
            self.widget.attrs["accept"] = accept

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuse a file which is too large or of another kind."""
        file = super().clean(data, initial)
        if file and file.size > self.largest_bytes:
            raise ValidationError(_("This file is too large."), code="too_large")
        kinds = tuple(kind.strip().lower() for kind in self.accept.split(",") if kind.strip())
        if file and kinds and not file.name.lower().endswith(kinds):
            raise ValidationError(_("This kind of file can't be used here."), code="kind")
        return file


def choices_of(states: type[models.TextChoices], first: Text = "") -> list[tuple[str, Text]]:
    """Return the choices of a list of states, with an empty one before if it has words."""
    rows: list[tuple[str, Text]] = [("", first)] if first else []
    return [*rows, *((str(value), label) for value, label in states.choices)]
