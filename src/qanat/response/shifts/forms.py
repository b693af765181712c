"""What is typed in a shift: a line of its log, remarks at a hand-over, what to look for."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.response.shifts.states import EntryKind
from qanat.web.forms import Form, LongTextField, MomentField, OneOf, TextField, choices_of


class EntryForm(Form):
    """A line of the log."""

    text = LongTextField(label=_("What is to be noted"), max_length=2000, rows=2)
    kind = OneOf(
        label=pgettext_lazy("shift log", "Kind"), choices=EntryKind.choices, initial=EntryKind.NOTE
    )
    at = MomentField(label=_("When, if not now"), not_after_now=True, required=False)
    sent_key = TextField(max_length=36, required=False, widget=forms.HiddenInput())

    def clean_sent_key(self) -> UUID | None:
        """Return the key by which a form sent twice is known; one that is none of ours is none."""
        try:
            return UUID(self.cleaned_data["sent_key"])
        except ValueError:
            return None


class LogFilter(Form):
    """What to look for in a log."""

    text = TextField(label=_("Words"), required=False)
    kind = OneOf(
        label=pgettext_lazy("shift log", "Kind"),
        choices=choices_of(EntryKind, pgettext_lazy("shift log", "All kinds")),
        required=False,
    )


class RemarksForm(Form):
    """What is to be said besides the summary."""

    remarks = LongTextField(label=_("Remarks"), rows=5, required=False)


class TakeOverForm(RemarksForm):
    """The signature of who takes over: which hand-over was read."""

    hand_over_id = forms.IntegerField(required=False, widget=forms.HiddenInput())


class NoteForm(Form):
    """Why something is taken back."""

    note = TextField(label=_("Note"), required=False)
