"""Input of the pages of call-outs."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.registry.finding import find_hospitals, hospital
from qanat.registry.terminology.queries import reason_choices, reason_rows
from qanat.response.callout.commands import Answer
from qanat.response.callout.rules import MINUTES
from qanat.response.callout.states import How, Kind, Said, What, word
from qanat.web.forms import Form, LongTextField, MomentField, OneOf, SomeOf, TextField
from qanat.web.search_field import SearchField

MOST_HOSPITALS: Final = 12
NOT_OFFERED: Final[dict[Kind, frozenset[str]]] = {
    Kind.CREW: frozenset({"no_free_bed", "no_team", "not_our_profile", "equipment"}),
    Kind.AIRLINE: frozenset({"no_free_bed", "not_our_profile", "ill"}),
    Kind.SPECIALIST: frozenset({"no_free_bed", "no_team", "too_far", "technical"}),
    Kind.HOSPITAL: frozenset({"ill", "duty_hours", "too_far"}),
}


def reasons_for(kind: Kind) -> list[tuple[str, str]]:
    """Return why somebody of a kind may say no: a hospital is never ill."""
    rows = reason_rows("callout_decline")
    return [(row.code, row.text) for row in rows if row.code not in NOT_OFFERED[kind]]


class HospitalsForm(Form):
    """Which hospitals are asked."""

    hospitals = SomeOf(label=_("Hospitals"), choices=(), coerce=int, required=False)
    other = SearchField(
        label=_("Another hospital"),
        find=find_hospitals,
        get=hospital,
        url_name="dispatch:find_hospital",
        required=False,
    )

    def __init__(self, *args: Any, offered: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("hospitals", offered)
        self.needed_when("hospitals", _("the call"))

    def clean(self) -> dict[str, Any]:
        """Refuse to ask nobody."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not self.chosen():
            self.add_error("hospitals", _("Choose at least one hospital."))
        return typed

    def chosen(self) -> list[int]:
        """Return the hospitals which are to be asked."""
        typed = self.cleaned_data
        other = [int(typed["other"].id)] if typed.get("other") else []
        return list(dict.fromkeys([*typed.get("hospitals", []), *other]))[:MOST_HOSPITALS]


class SaidForm(Form):
    """What somebody answers by himself."""

    said = OneOf(label=pgettext_lazy("what is said", "Answer"), choices=Said.choices, radio=True)
    reason = OneOf(
        label=_("Reason"),
        choices=lambda: reason_choices("callout_decline"),
        required=False,
        help_text=_("Needed if the answer is no."),
    )
    minutes = OneOf(
        label=pgettext_lazy("answer", "In how many minutes"),
        choices=[("", "–"), *((n, str(n)) for n in MINUTES)],
        coerce=int,
        empty_value=0,
        required=False,
        help_text=_("Needed if the answer is later."),
    )
    ready_at = MomentField(label=_("From when"), is_ahead=True, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needed_when("ready_at", _("a later time"))

    def answer(self, how: How) -> Answer:
        """Return what is answered."""
        typed = self.cleaned_data
        said = Said(typed["said"])
        return Answer(
            said=said,
            how=how,
            reason=typed["reason"] if said is Said.NO else "",
            minutes=typed["minutes"] if said is Said.LATER else 0,
            ready_at=typed.get("ready_at") if said is Said.OFFER else None,
        )


class NoteForm(SaidForm):
    """What somebody answered by telephone."""

    who = TextField(label=_("Who answered"), max_length=120)
    at = MomentField(label=_("At what time"), not_after_now=True)
    words = TextField(label=_("Note"), max_length=300, required=False)

    field_order = ("who", "said", "at", "reason", "minutes", "ready_at", "words")

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("reason", [("", "–"), *reasons_for(kind)])
        if kind is not Kind.HOSPITAL:
            del self.fields["ready_at"]
            said = [one for one in Said.choices if one[0] != Said.OFFER]
            is_airline = kind is Kind.AIRLINE
            self.offer(
                "said", [(Said.YES, word(kind, What.YES)), *said[1:]] if is_airline else said
            )


class WithdrawForm(Form):
    """Why a call-out is called off."""

    reason = OneOf(label=_("Reason"), choices=lambda: reason_choices("callout_withdraw"))
    words = LongTextField(label=_("Note"), max_length=300, required=False)
