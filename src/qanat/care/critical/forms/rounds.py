"""What specialists write: a conclusion of a round, a call for a council, an opinion."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.care.critical.commands.drafts import ConclusionDraft
from qanat.care.critical.forms.inclusion import CONDITIONS
from qanat.care.telemedicine.queries.specialties import answered_specialties
from qanat.care.telemedicine.states import Advice
from qanat.registry.terminology.queries import reason_choices
from qanat.web.forms import Form, LongTextField, OneOf, SomeOf, WholeField


class ConclusionForm(Form):
    """What is found, what is advised, when one looks again."""

    text = LongTextField(label=_("Conclusion"), max_length=8000, rows=7)
    advice = OneOf(
        label=_("Advice"),
        choices=[*Advice.choices, ("", pgettext_lazy("advice", "No advice"))],
        required=False,
        radio=True,
    )
    condition = OneOf(
        label=_("Condition, as you judge it"),
        choices=[("", _("as reported")), *CONDITIONS],
        coerce=int,
        empty_value=None,
        required=False,
    )
    next_within_h = WholeField(
        label=_("Next round within, if sooner than the norm"),
        unit=_("h"),
        min_value=1,
        max_value=72,
        required=False,
    )

    def draft(self) -> ConclusionDraft:
        """Return the conclusion."""
        typed = self.cleaned_data
        return ConclusionDraft(
            text=typed["text"],
            advice=typed["advice"],
            condition=typed["condition"],
            next_within_h=typed.get("next_within_h"),
        )


class CouncilForm(Form):
    """Whom to ask what."""

    specialties = SomeOf(label=_("Specialists"), choices=answered_specialties)
    question = LongTextField(label=_("Question to the council"), rows=4)


class OpinionForm(Form):
    """What one specialist of a council holds."""

    text = LongTextField(label=_("Your opinion"), rows=5)


class CancelForm(Form):
    """Why a council is not needed any more."""

    reason = OneOf(label=_("Reason"), choices=lambda: reason_choices("cancel_order"))
