"""The questions of the self-check."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.care.abroad.rules.acts import Act
from qanat.care.abroad.rules.eligibility import ANOTHER, Told
from qanat.foundation.refusals import Text
from qanat.foundation.texts import local
from qanat.web.forms import Form, OneOf, WholeField, YesNoUnknown

OLDEST: int = 130


class CheckForm(Form):
    """What a family knows: nothing of it is kept."""

    age_years = WholeField(
        label=_("How old is the patient?"),
        unit=_("years"),
        min_value=0,
        max_value=OLDEST,
        required=False,
        help_text=_("0 for a baby under one year. Empty: not known."),
    )
    disease = OneOf(label=_("Which disease is to be treated?"), required=False, radio=True)
    is_available_at_home = YesNoUnknown(
        label=_("Is the treatment given in Kazakhstan?"),
        help_text=_("Ask the treating physician. This decides most cases."),
    )
    is_citizen = YesNoUnknown(label=_("Is the patient a citizen of Kazakhstan?"))
    is_pregnant = YesNoUnknown(label=_("Is she pregnant?"))
    is_injured_on_duty = YesNoUnknown(
        label=_("Was the patient severely injured on duty as a serviceman or officer?")
    )
    is_transportable = YesNoUnknown(label=_("Does the physician say that the patient can travel?"))
    can_benefit = YesNoUnknown(label=_("Does the physician expect the treatment to help?"))
    is_self_arranged = YesNoUnknown(
        label=_("Has the patient gone abroad, or paid for it, on his own?")
    )

    def __init__(self, *args: Any, act: Act, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("disease", _diseases(act))

    def told(self) -> Told:
        """Return what was said."""
        return Told(**self.cleaned_data)


def _diseases(act: Act) -> Iterable[tuple[str, Text]]:
    listed = ((one.code, local(one.label)) for one in act.diseases)
    last = (ANOTHER, _("Another disease")), ("", pgettext_lazy("answer", "Not known"))
    return (*listed, *last)
