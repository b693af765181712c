"""The forms of commissions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.care.commission.commands.bodies import MemberDraft
from qanat.care.commission.commands.sittings import SittingDraft
from qanat.care.commission.commands.voting import DecisionDraft
from qanat.care.commission.permissions import KEEP, VOTE
from qanat.care.commission.rules.voting import Ballot
from qanat.care.commission.states import Group, Heard, Kind, Outcome, Seat, Why
from qanat.foundation.access.queries.colleagues import people_with
from qanat.foundation.texts import LANGUAGES
from qanat.registry import finding
from qanat.registry.terminology.queries import reason_choices
from qanat.web.forms import (
    Choices,
    DayField,
    Form,
    LongTextField,
    MomentField,
    OneOf,
    TextField,
    choices_of,
)
from qanat.web.search_field import SearchField

NAME = 200


def _hospital(**given: Any) -> SearchField:
    return SearchField(
        find=finding.find_hospitals,
        get=finding.hospital,
        url_name="dispatch:find_hospital",
        required=False,
        **given,
    )


class BodyForm(Form):
    """A new commission."""

    kk = TextField(label=_("Name in Kazakh"), max_length=NAME)
    ru = TextField(label=_("Name in Russian"), max_length=NAME)
    en = TextField(label=_("Name in English"), max_length=NAME, required=False)
    uz = TextField(label=_("Name in Uzbek"), max_length=NAME, required=False)
    uz_cyrl = TextField(label=_("Name in Uzbek (Cyrillic)"), max_length=NAME, required=False)
    matter_kind = OneOf(label=_("On what it decides"))

    def name(self) -> dict[str, str]:
        """Return the name in the languages typed."""
        typed = {code: self.cleaned_data[code.replace("-", "_")] for code in LANGUAGES}
        return {code: name for code, name in typed.items() if name}


class MemberForm(Form):
    """A seat for somebody."""

    account = OneOf(label=_("Who"), coerce=int)
    seat = OneOf(label=pgettext_lazy("member", "Seat"), choices=choices_of(Seat), initial="member")
    group = OneOf(
        label=pgettext_lazy("member", "Speaks for"),
        choices=choices_of(Group, pgettext_lazy("member", "Nobody (secretary)")),
        required=False,
    )
    facility = _hospital(
        label=pgettext_lazy("member", "Works at"),
        help_text=_("Who works where a matter comes from does not vote on it."),
    )
    from_on = DayField(label=pgettext_lazy("member", "From"))
    to_on = DayField(
        label=pgettext_lazy("member", "Until, the first day without"),
        required=False,
        help_text=_("Left empty, the term is as long as the rules say."),
    )

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("account", [("", "–"), *people_with((VOTE, KEEP), now)])

    def draft(self) -> MemberDraft:
        """Return whom to appoint."""
        typed = self.cleaned_data
        return MemberDraft(
            account_id=typed["account"],
            seat=typed["seat"],
            group=typed["group"],
            facility_id=int(typed["facility"].id) if typed["facility"] else None,
            from_on=typed["from_on"],
            to_on=typed["to_on"],
        )


class EndForm(Form):
    """When a term ends early."""

    on = DayField(label=pgettext_lazy("member", "The first day without the seat"))


class SittingForm(Form):
    """When, where and how a commission comes together."""

    kind = OneOf(
        label=pgettext_lazy("sitting", "How"), choices=choices_of(Kind), initial="ordinary",
        radio=True,
    )  # fmt: skip
    starts_at = MomentField(label=pgettext_lazy("sitting", "Begins"), is_ahead=True)
    ends_at = MomentField(
        label=pgettext_lazy("sitting", "Ends"),
        is_ahead=True,
        help_text=_(
            "Of a sitting: about when it ends. Of a written vote: until when votes are taken, for"
            " 24 to 72 hours."
        ),
    )
    place = TextField(label=_("Place"), max_length=NAME, required=False)

    def draft(self) -> SittingDraft:
        """Return what is planned."""
        typed = self.cleaned_data
        return SittingDraft(
            kind=typed["kind"],
            starts_at=typed["starts_at"],
            ends_at=typed["ends_at"],
            place=typed["place"],
        )


class PlaceForm(Form):
    """In which sitting a matter comes."""

    sitting = OneOf(label=pgettext_lazy("matter", "Sitting"), coerce=int)


class CancelForm(Form):
    """Why a sitting is not held."""

    reason = OneOf(label=_("Reason"), choices=lambda: reason_choices("cancel_sitting"))


class WithdrawForm(Form):
    """Why a matter is taken off."""

    reason = OneOf(label=_("Reason"), choices=lambda: reason_choices("withdraw_item"))


class ReconsiderForm(Form):
    """Why a matter is discussed again."""

    reason = OneOf(label=_("Reason"), choices=lambda: reason_choices("reconsider_item"))
    note = TextField(
        label=_("Note"), max_length=500, required=False, help_text=_("Name no patient here.")
    )


class HearingForm(Form):
    """How the applicant was heard."""

    heard = OneOf(label=pgettext_lazy("hearing", "How"), choices=choices_of(Heard), radio=True)
    heard_at = MomentField(label=pgettext_lazy("hearing", "When"), not_after_now=True)
    note = TextField(
        label=_("Note"), max_length=500, required=False, help_text=_("Name nobody here.")
    )


class ConflictForm(Form):
    """Why one may not vote."""

    why = OneOf(label=_("Why"), choices=choices_of(Why), radio=True)
    note = TextField(
        label=_("Note"), max_length=500, required=False, help_text=_("Name nobody here.")
    )


NEEDED: Final = {Outcome.REFUSE.value: "ground", Outcome.HOME.value: "facility"}
"""What a vote for an outcome does not go without."""


class VoteForm(Form):
    """How one votes, and why."""

    outcome = OneOf(
        label=pgettext_lazy("vote", "Your vote"), choices=choices_of(Outcome), radio=True
    )
    ground = OneOf(label=pgettext_lazy("vote", "Ground, of a refusal"), required=False)
    facility = _hospital(label=pgettext_lazy("vote", "Where at home, of treatment here"))
    reasons = LongTextField(
        label=pgettext_lazy("vote", "Your reasons"), rows=4, help_text=_("Name nobody here.")
    )

    def __init__(
        self, *args: Any, outcomes: Sequence[str], grounds: Choices = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("outcome", [(one, Outcome(one).label) for one in outcomes])
        if Outcome.REFUSE not in outcomes:
            del self.fields["ground"], self.fields["facility"]
            return
        self.offer("ground", [("", "–"), *grounds])
        self.needed_when("ground", pgettext_lazy("vote", "a refusal"))
        self.needed_when("facility", pgettext_lazy("vote", "treatment at home"))

    def clean(self) -> dict[str, Any]:
        """Ask for what the vote needs at its own field."""
        typed: dict[str, Any] = super().clean() or {}
        needed = NEEDED.get(typed.get("outcome", ""))
        if needed in self.fields and not typed.get(needed) and needed not in self.errors:
            self.add_error(needed, self.fields[needed].error_messages["required"])
        return typed

    def ballot(self) -> Ballot:
        """Return the vote."""
        typed = self.cleaned_data
        return Ballot(
            outcome=typed["outcome"],
            reasons=typed["reasons"],
            ground=typed.get("ground", ""),
            facility_id=int(typed["facility"].id) if typed.get("facility") else None,
        )


class DecisionForm(Form):
    """What a decision says; its outcome follows from the votes."""

    ground = OneOf(label=pgettext_lazy("vote", "Ground, of a refusal"))
    facility = OneOf(label=pgettext_lazy("vote", "Where at home, of treatment here"), coerce=int)
    kk = LongTextField(label=_("Reasons in Kazakh"), rows=4)
    ru = LongTextField(label=_("Reasons in Russian"), rows=4)
    en = LongTextField(label=_("Reasons in English"), rows=4, required=False)

    def __init__(
        self, *args: Any, grounds: Choices = (), facilities: Choices = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in (("ground", list(grounds)), ("facility", list(facilities))):
            if offered:
                self.offer(name, offered if len(offered) == 1 else [("", "–"), *offered])
            else:
                del self.fields[name]

    def draft(self) -> DecisionDraft:
        """Return what is written."""
        typed = self.cleaned_data
        return DecisionDraft(
            reasons={code: typed[code] for code in ("kk", "ru", "en")},
            ground=typed.get("ground", ""),
            facility_id=typed.get("facility"),
        )


class OpinionForm(Form):
    """Why one was of another opinion."""

    text = LongTextField(label=pgettext_lazy("vote", "Your opinion"), rows=5)


class VerifyForm(Form):
    """The code of a paper."""

    code = TextField(label=_("Code of the paper"), max_length=40)
