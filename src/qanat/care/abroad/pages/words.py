"""The words of a finding, the clocks of a case, and what is next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.care.abroad import parameters as norms
from qanat.care.abroad.rules.eligibility import Outlook, Why
from qanat.care.abroad.states import CaseState, Decision
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.refusals import Text

OUTLOOKS: Final[Mapping[Outlook, Text]] = {
    Outlook.POSSIBLE: _("The state may pay. The commission decides."),
    Outlook.OPEN: _("The state may pay, if what is still open is answered so."),
    Outlook.NOT_PAID: _("By what was said, the state does not pay."),
}
AGAINST: Final[Mapping[Why, Text]] = {
    Why.SELF_ARRANGED: _(
        "Who goes for treatment abroad on his own is never paid back from the state budget."
    ),
    Why.NOT_CITIZEN: _("The state sends citizens of Kazakhstan."),
    Why.NOT_LISTED: _(
        "An adult's disease must stand in the list of the order, unless it comes from an injury on"
        " duty."
    ),
    Why.AVAILABLE: _(
        "The treatment is given in Kazakhstan. Ask the treating physician where, and for a place"
        " there."
    ),
    Why.NOT_TRANSPORTABLE: _(
        "While the patient can't be moved he is not sent. Ask the treating physician about a"
        " council with the centre, or a specialist who comes from abroad."
    ),
    Why.NO_BENEFIT: _("Nobody is sent whom the treatment can't help any more."),
}
MISSING: Final[Mapping[Why, Text]] = {
    Why.SELF_ARRANGED: _("Nobody has gone, paid or signed a contract abroad on his own."),
    Why.NOT_CITIZEN: _("The patient is a citizen of Kazakhstan."),
    Why.NOT_LISTED: _(
        "The patient is a child, or has a disease of the list, or was injured on duty."
    ),
    Why.AVAILABLE: _("The treatment is not given in Kazakhstan."),
    Why.NOT_TRANSPORTABLE: _("The patient can be moved."),
    Why.NO_BENEFIT: _("The treatment can help."),
}
BY: Final[Mapping[str, Text]] = {
    "region": _("The health department of the region writes it"),
    "hospital": _("The treating hospital writes it"),
    "applicant": _("You bring it"),
}
STEPS: Final = (
    (norms.COMPLETENESS, _("It is checked whether the papers are complete"), True),
    (norms.OPINIONS, _("Independent experts give their opinions"), True),
    (norms.OFFERS, _("At least three clinics are asked for an offer"), True),
    (norms.DECISION, _("The commission at the ministry decides, counted from registration"), False),
    (norms.APPEAL, _("You may appeal against its decision"), False),
)


@dataclass(frozen=True, slots=True)
class Clock:
    """How long a step may take."""

    label: Text
    days: int
    are_working_days: bool
    is_verified: bool
    source: str


def clocks(on: date) -> list[Clock]:
    """Return how long each step may take by the norms of a day."""
    rows = ((label, parameter(key, on=on), working) for key, label, working in STEPS)
    return [
        Clock(label, round(row.number), working, row.verified, row.source)
        for label, row, working in rows
    ]


_S = CaseState
_AGAIN: Final = _("The working body examines the case again.")
NEXT: Final[Mapping[str, Text]] = {
    _S.COMPLETENESS: _AGAIN,
    _S.RETURNED: _("The hospital brings the papers which are missing."),
    _S.ELIGIBILITY: _AGAIN,
    _S.OPINIONS: _AGAIN,
    _S.OFFERS: _AGAIN,
    _S.AGENDA: _("The commission considers the case again."),
    _S.APPEALED: _("The working body puts the case before the commission again."),
    _S.RESERVED: _("Finance signs the contract with the clinic."),
    _S.CONTRACTED: _("The working body prepares the journey and sees the patient off."),
    _S.TRAVELLING: _("The working body notes that the clinic has admitted the patient."),
    _S.ADMITTED: _("The clinic treats; at the end it writes a report."),
    _S.TREATED: _("The clinic sends its invoice; the working body brings the patient home."),
    _S.INVOICED: _("Finance pays the invoice; the working body brings the patient home."),
    _S.RETURNING: _("The working body notes that the patient is home."),
    _S.FOLLOW_UP: _("The hospital sees the patient after 1, 3, 6 and 12 months."),
}
AFTER: Final[Mapping[str, Text]] = {
    Decision.ABROAD: _("The working body chooses the clinic; finance puts money aside."),
    Decision.SPECIALIST: _("The working body chooses whose specialist comes; finance pays for it."),
    Decision.HOME: _("The working body notes when treatment at home begins."),
}
CHOSEN: Final[Mapping[str, Text]] = {
    Decision.ABROAD: _("Finance puts money aside for the clinic that was chosen."),
    Decision.SPECIALIST: _("Finance puts money aside for the specialist who was chosen."),
}
"""Of a decided case once a clinic is chosen."""


def next_words(state: str, decision: str, *, is_chosen: bool) -> str:
    """Say who has to do what now that a decision is carried out; "" where nothing is."""
    decided = CHOSEN if is_chosen else AFTER
    found = decided.get(decision) if state == _S.DECIDED else NEXT.get(state)
    return str(found) if found else ""
