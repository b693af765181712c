"""Forms around requests: the queue's filter, reasons, notes, the log, duplicates."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.foundation.access_types import Scope
from qanat.foundation.kept import kept
from qanat.registry import finding
from qanat.registry.places.queries import country_rows, region_rows
from qanat.registry.terminology.queries import choices, reason_choices
from qanat.response.dispatch.commands.ending import DIED
from qanat.response.dispatch.models.requests import LogKind, Urgency
from qanat.web.forms import Form, LongTextField, MomentField, OneOf, SomeOf, TextField
from qanat.web.search_field import Find, Found, Get, SearchField

OWN_COUNTRY: Final = "KZ"
COMPANION: Final = _("Specialist who must come along")


def regions() -> list[tuple[str, str]]:
    """Return the regions to choose from."""
    return [("", "–"), *((r.code, r.name) for r in region_rows())]


def specialties() -> list[tuple[str, str]]:
    """Return the medical specialties to choose from, or none."""
    return [("", "–"), *choices("specialty")]


def regions_within(scope: Scope) -> list[tuple[str, str]]:
    """Return the regions which a scope reaches; a single one stands alone."""
    own = [(r.code, r.name) for r in region_rows() if scope.nation or r.code in scope.regions]
    return own if len(own) == 1 else [("", "–"), *own]


@kept(seconds=60)
def countries() -> list[tuple[str, str]]:
    """Return the countries to choose from, our own first."""
    rows = [(row.code, row.name) for row in country_rows()]
    return sorted(rows, key=lambda pair: (pair[0] != OWN_COUNTRY, pair[1]))


class QueueFilter(Form):
    """What the queue shows."""

    text = TextField(label=_("Number, diagnosis, place"), required=False)
    region = OneOf(label=_("Region"), choices=regions, required=False)
    urgency = OneOf(label=_("Urgency"), choices=[("", "–"), *Urgency.choices], required=False)
    nosology = OneOf(
        label=_("Nosology"), choices=lambda: [("", "–"), *choices("nosology")], required=False
    )


class AirportForm(Form):
    """An airport of another country."""

    airfield_abroad = SearchField(
        label=_("Airport abroad"),
        help_text=_("Its code or name."),
        find=finding.find_airfields_abroad,
        get=finding.airfield,
        url_name="dispatch:find_airfield",
    )


class ReasonForm(Form):
    """A reason from a list, and a word."""

    reason = OneOf(label=_("Reason"), choices=())
    note = LongTextField(label=_("Note"), max_length=2000, required=False)

    def __init__(self, *args: Any, reason_list: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("reason", reason_choices(reason_list))


class NoteForm(Form):
    """A word about what is done."""

    note = LongTextField(label=_("Note"), max_length=2000, required=False)


People = Sequence[tuple[int, str]]


class DeathForm(NoteForm):
    """When a patient died, and which of several did."""

    died_at = MomentField(label=_("Time of death"), not_after_now=True)
    people = SomeOf(label=_("Who died"), choices=(), coerce=int)

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["people", "died_at", "note"])
        who_died(self, people)


class EndForm(ReasonForm):
    """Why a mission ends before its time; when the patient died, if that is why."""

    died_at = MomentField(label=_("Time of death"), not_after_now=True, required=False)
    people = SomeOf(label=_("Who died"), choices=(), coerce=int, required=False)

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["reason", "people", "died_at", "note"])
        who_died(self, people)
        for name in ("died_at", "people"):
            if name in self.fields:
                self.needed_when(name, _("Patient died"))

    def clean(self) -> dict[str, Any]:
        """Ask when and who, if somebody died."""
        typed = super().clean() or self.cleaned_data
        if typed.get("reason") != DIED:
            return typed
        if not typed.get("died_at") and "died_at" not in self.errors:
            self.add_error("died_at", _("Enter when the patient died."))
        if "people" in self.fields and not typed.get("people"):
            self.add_error("people", _("Choose who died."))
        return typed


def who_died(form: Form, people: People) -> None:
    """Ask who died where there are several, in a form which has the field ``people``."""
    if len(people) > 1:
        form.offer("people", list(people))
    else:
        del form.fields["people"]


class SettleForm(Form):
    """How a request went on whose missions have ended without saying it."""

    went_on = OneOf(
        label=_("How did it go on?"),
        choices=[
            ("given", _("The patient was handed over")),
            ("waits", _("The patient still waits: plan again")),
        ],
        radio=True,
    )
    reason = OneOf(label=_("Reason"), choices=lambda: reason_choices("correction"))
    note = LongTextField(label=_("Note"), max_length=2000, required=False)


WRITTEN_BY_ITSELF: Final = frozenset(
    {LogKind.LATE, LogKind.HANDOVER, LogKind.CONCLUSION, LogKind.DEVIATION}
)


class ClosingForm(NoteForm):
    """A word about why a request is closed; what is missing is asked for."""

    as_unknown = forms.BooleanField(required=False, initial=False)

    def __init__(self, *args: Any, missing: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if missing:
            label = _("Close it as unknown: %(missing)s")
            self.fields["as_unknown"].label = str(label) % {"missing": missing}
        else:
            del self.fields["as_unknown"]


class LogForm(Form):
    """A line of the log."""

    kind = OneOf(
        label=_("What"),
        choices=[c for c in LogKind.choices if c[0] not in WRITTEN_BY_ITSELF],
    )
    at = MomentField(label=_("When"), not_after_now=True)
    text = LongTextField(label=pgettext_lazy("log", "In words"), max_length=2000)


class GiveForm(Form):
    """The colleague who takes charge, and a word for him."""

    to = OneOf(label=_("Hand to"), choices=(), coerce=int, radio=True)
    note = LongTextField(label=_("A word for the colleague"), max_length=1000, required=False)

    def __init__(self, *args: Any, colleagues: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("to", list(colleagues))
        self.fields["to"].help_text = (
            _("Colleagues of this region who are signed in.")
            if colleagues
            else _("No colleague of this region is signed in.")
        )


class MergeForm(Form):
    """The original of a duplicate: one of those that look alike, or one found by typing."""

    reason = OneOf(label=_("Reason"), choices=lambda: reason_choices("merge"))

    def __init__(
        self, *args: Any, find: Find, get: Get, alike: Sequence[Found], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        original = SearchField(
            label=_("Original request"),
            help_text=_("Its number, diagnosis, place or hospital."),
            find=find,
            get=get,
            url_name="dispatch:find_request",
        )
        original.offer(alike)
        self.fields["original"] = original
        self.order_fields(["original", "reason"])
