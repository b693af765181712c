"""The words of cases: papers, troubles, classes, terms, as lines of lists say them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from qanat.care.abroad.pages.words import BY
from qanat.care.abroad.queries.cases import CaseRow
from qanat.care.abroad.queries.extract import QUESTIONS
from qanat.care.abroad.queries.home import offered_at_home
from qanat.care.abroad.queries.journeys import flight_of_journey, flown_of
from qanat.care.abroad.queries.papers import OWN_WORDS
from qanat.care.abroad.queries.record import DecisionRow
from qanat.care.abroad.queries.rights import get_act
from qanat.care.abroad.queries.tasks import AnonymousFile
from qanat.care.abroad.rules.acts import Act
from qanat.care.abroad.rules.checklist import APPLICANT, Trouble
from qanat.care.abroad.states import (
    HARD_GROUNDS,
    CaseState,
    Decision,
    Urgency,
)
from qanat.foundation.days import national_day
from qanat.foundation.refusals import Text
from qanat.foundation.texts import local
from qanat.registry.patients.queries import birth_text, shown_name
from qanat.registry.patients.states import Sex
from qanat.response.dispatch.queries.fallen import Fallen
from qanat.response.dispatch.queries.missions import MissionRow
from qanat.response.dispatch.states import MissionState
from qanat.response.dispatch.states.requests import RequestState
from qanat.web import wording

TROUBLES: Final[Mapping[Trouble, Text]] = {
    Trouble.MISSING: pgettext_lazy("paper", "missing"),
    Trouble.EXPIRED: pgettext_lazy("paper", "out of date"),
    Trouble.NO_DAY: pgettext_lazy("paper", "until when it holds is not said"),
    Trouble.UNTRANSLATED: pgettext_lazy("paper", "without a sworn translation"),
    Trouble.REJECTED: pgettext_lazy("paper", "can't be taken"),
    Trouble.SOMEBODY_ELSES: pgettext_lazy("paper", "somebody else's, it seems"),
    Trouble.UNJUDGED: pgettext_lazy("paper", "not looked at yet"),
}
BROUGHT_BY: Final[Mapping[str, Text]] = {**BY, APPLICANT: _("The applicant brings it")}
TONES: Final[Mapping[str, str]] = {
    CaseState.RETURNED: "warn",
    CaseState.DECIDED: "accent",
    CaseState.DIED: "",
    CaseState.DRAFT: "",
}
DECISION_TONES: Final[Mapping[str, str]] = {
    Decision.ABROAD: "ok",
    Decision.SPECIALIST: "ok",
    Decision.REFUSE: "breach",
    Decision.DEFER: "warn",
}
ASKED: Final[Mapping[str, Text]] = {
    "is_available_at_home": QUESTIONS["is_available_at_home"],
    "is_citizen": _("Is the patient a citizen of Kazakhstan?"),
    "is_pregnant": QUESTIONS["is_pregnant"],
    "is_injured_on_duty": _("Was the patient severely injured on duty as a serviceman or officer?"),
    "is_transportable": QUESTIONS["is_transportable"],
    "can_benefit": QUESTIONS["can_benefit"],
    "is_self_arranged": _("Has the patient gone abroad, or paid for it, on his own?"),
}
APPLICANT_STEPS: Final[Mapping[str, Text]] = {
    CaseState.DRAFT: _("The hospital prepares the case"),
    CaseState.SUBMITTED: _("The health department of the region petitions"),
    CaseState.COMPLETENESS: _("The working body checks the papers"),
    CaseState.ELIGIBILITY: _("The working body examines the right"),
    CaseState.OPINIONS: _("Independent experts give their opinions"),
    CaseState.OFFERS: _("Clinics abroad are asked for offers"),
    CaseState.AGENDA: _("The commission at the ministry decides"),
    CaseState.DECIDED: _("The decision"),
    CaseState.RESERVED: _("Money is put aside"),
    CaseState.CONTRACTED: _("The contract with the clinic is signed"),
    CaseState.TRAVELLING: _("The journey to the clinic"),
    CaseState.ADMITTED: _("The treatment"),
    CaseState.TREATED: _("The treatment is over"),
    CaseState.RETURNING: _("The journey home"),
    CaseState.FOLLOW_UP: _("Follow-up at home for a year"),
    CaseState.CLOSED: _("The case is closed"),
}
OWES: Final[Mapping[str, Text]] = {
    CaseState.DRAFT: _("The hospital prepares the papers; bring it what is missing of yours."),
    CaseState.SUBMITTED: _("The health department writes its petition and sends the case on."),
    CaseState.COMPLETENESS: _("The working body checks the papers. You need do nothing."),
    CaseState.RETURNED: _("Papers are missing: bring them to the hospital. Until then time stops."),
    CaseState.ELIGIBILITY: _("The working body examines the right. You need do nothing."),
    CaseState.OPINIONS: _("Experts read the file without names. You need do nothing."),
    CaseState.OFFERS: _("Clinics are asked for their consent and price. You need do nothing."),
    CaseState.AGENDA: _("The commission decides. You are heard before it refuses."),
    CaseState.APPEALED: _("Your appeal is looked at: the case comes before the commission again."),
    CaseState.RESERVED: _("Money is put aside; the contract with the clinic is signed next."),
    CaseState.CONTRACTED: _("The working body prepares the journey. Have the passport ready."),
    CaseState.TRAVELLING: _("On the way. The state pays for the journey as it was planned."),
    CaseState.ADMITTED: _("The patient is treated. A longer stay is agreed with the working body."),
    CaseState.TREATED: _("The treatment is over. The working body arranges the way home."),
    CaseState.INVOICED: _("The treatment is over. The working body arranges the way home."),
    CaseState.RETURNING: _("On the way home."),
    CaseState.FOLLOW_UP: _("Come to the hospital to be seen after 1, 3, 6 and 12 months."),
    CaseState.WITHDRAWN: _("The case was withdrawn."),
    CaseState.DIED: _("Please accept our condolences. The working body does what is left to do."),
    CaseState.CLOSED: _("The case is closed."),
}


OWES_DECIDED: Final[Mapping[str, Text]] = {
    Decision.ABROAD: _("The working body chooses the clinic, then money is put aside."),
    Decision.SPECIALIST: _("The working body chooses who is invited, then money is put aside."),
    Decision.HOME: _("The working body agrees with the hospital when the treatment begins."),
    Decision.REFUSE: _("The letter of the commission says why, and how to appeal."),
    Decision.DEFER: _("Bring the hospital what is asked for: it hands the case in anew."),
}
"""The same of a case which is decided."""
AT_HOME: Final = _("The treatment is over. The hospital says when the patient is seen again.")
"""The same of one who was treated at home."""
SEEN: Final = _("Nothing more is asked of you. The case is closed once everything is paid.")
"""The same of one who was seen for the last time."""


@dataclass(frozen=True, slots=True)
class Line:
    """A case with its words ready.

    Attributes:
        because: why it stands where it stands in the queue.
        limit_at: by when something has to happen with it, and since when that is counted.
    """

    row: CaseRow
    name: str
    age: str
    state: str
    tone: str
    decision: str
    decision_tone: str
    because: str
    is_late: bool


def lines(rows: Iterable[CaseRow], now: datetime) -> list[Line]:
    """Return cases as lines."""
    return [line_of(row, now) for row in rows]


def line_of(row: CaseRow, now: datetime) -> Line:
    """Return a case as a line."""
    return Line(
        row=row,
        name=shown_name(row.person) if row.person else row.number,
        age=birth_text(row.person, national_day(now)) if row.person else "",
        state=str(CaseState(row.state).label),
        tone=TONES.get(row.state, ""),
        decision=str(Decision(row.decision).label) if row.decision else "",
        decision_tone=DECISION_TONES.get(row.decision, ""),
        because=because(row),
        is_late=row.is_late(now),
    )


def because(row: CaseRow) -> str:
    """Say why a case is where it is in the queue: lane, class, urgency."""
    parts = [gettext("urgent lane")] if row.is_urgent else []
    if row.act:
        parts.append(class_words(get_act(row.act), row.priority))
    parts.append(str(Urgency(row.urgency).label))
    return " · ".join(parts)


def class_words(act: Act, priority: int) -> str:
    """Return the class of priority in words."""
    if 1 <= priority <= len(act.priorities):
        label = local(act.priorities[priority - 1].label)
        return gettext("class %(number)s: %(label)s") % {"number": priority, "label": label}
    return gettext("no class of priority")


def decided_words(rows: Iterable[DecisionRow]) -> list[tuple[DecisionRow, Text, str]]:
    """Return decisions with what they are called and their tone."""
    return [
        (one, Decision(one.decision).label, DECISION_TONES.get(one.decision, "")) for one in rows
    ]


def ground_words(act: Act) -> dict[str, str]:
    """Return what every ground of refusal is called."""
    listed = {one.code: local(one.label) for one in act.grounds}
    return {code: str(word) for code, word in HARD_GROUNDS.items()} | listed


def answer(value: object) -> str:
    """Return an answer in words, also that it is not known."""
    if value is None:
        return pgettext("answer", "Not known")
    return pgettext("answer", "Yes") if value else pgettext("answer", "No")


def asked_of(sex: str) -> list[tuple[str, Text]]:
    """Return what is asked about a patient, by the name of the field: of a man not everything."""
    return [one for one in ASKED.items() if one[0] != "is_pregnant" or sex != Sex.MALE]


def file_words(file: AnonymousFile, on: date) -> dict[str, object]:
    """Return what a file without names says, in words."""
    told = [
        (word, answer(getattr(file, name)))
        for name, word in asked_of(file.sex)
        if name in QUESTIONS
    ]
    sex = Sex(file.sex).label if file.sex != Sex.UNKNOWN else ""
    about = {"about": file, "sex": sex, "told": told, "papers": OWN_WORDS}
    return about | home_words(file.disease, file.is_available_at_home, on)


def home_words(disease: str, is_available: object, on: date) -> dict[str, object]:
    """Return where the registry says that a disease is treated at home, and if that is doubted."""
    homes = offered_at_home(disease, on)
    return {"homes": homes, "home_doubted": bool(homes) and is_available is False}


def disease_words(act: Act, code: str) -> str:
    """Return a disease of the list in words; "" where none is told."""
    found = act.disease(code) if code else None
    if found is not None:
        return local(found.label)
    return gettext("Another disease") if code else ""


def after_months(months: int) -> str:
    """Say when a patient is seen again."""
    return ngettext("After %(n)s month", "After %(n)s months", months) % {"n": months}


def how_much_more(days: int, amount_minor: int, currency: str) -> str:
    """Say what a treatment takes more."""
    told = ngettext("%(n)s day", "%(n)s days", days) % {"n": wording.number(days)}
    more = (told if days else "", wording.in_named_currency(amount_minor or None, currency))
    return " · ".join(filter(None, more))


def flight_words(flight: MissionRow) -> str:
    """Say which mission it is, and where it stands."""
    told = (flight.number, flight.vehicle, str(MissionState(flight.state).label))
    return " · ".join(filter(None, told))


def fallen_words(fallen: Fallen) -> str:
    """Say why nobody flies a patient any more, and what is to be done about it."""
    if fallen.mission:
        return gettext(
            "Mission %(number)s was aborted. If the patient is where the journey began, note that"
            " it turned back; else another flight is planned for the same request."
        ) % {"number": fallen.mission}
    if fallen.state == RequestState.DIED:
        return gettext("The crew says that the patient has died. The hospital notes the death.")
    return gettext(
        "The flight centre does not fly this journey. Change it, to ask anew or to go with tickets;"
        " one under way is noted as turned back."
    )


def flight_told(journey_id: int) -> str:
    """Say which mission flies a journey, and when it took the patient and handed him over."""
    flight, flown = flight_of_journey(journey_id), flown_of(journey_id)
    if flight is None or flown is None:
        return ""
    stamps = (
        (pgettext("stamp", "Patient on board"), flown.boarded_at),
        (pgettext("stamp", "Handed over"), flown.given_at),
    )
    told = (f"{word}: {wording.moment(at)}" for word, at in stamps if at is not None)
    return " · ".join(filter(None, (flight.number, flight.vehicle, *told)))
