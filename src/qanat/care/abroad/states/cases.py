"""The life of a case, of an expert's task, of a clinic's offer.

What is decided are the words of commissions: ``Decision`` is their ``Outcome``.
"""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.care.abroad.permissions import CARRY, CHECK, FUND, OPINE, PETITION, PREPARE, WORK
from qanat.care.commission.states import USUAL, Outcome
from qanat.foundation.lifecycle import Lifecycle, Move
from qanat.foundation.refusals import Text


class CaseState(models.TextChoices):
    """Where a case stands."""

    DRAFT = "draft", pgettext_lazy("case", "Being prepared")
    SUBMITTED = "submitted", pgettext_lazy("case", "At the health department")
    COMPLETENESS = "completeness", pgettext_lazy("case", "Papers are checked")
    RETURNED = "returned", pgettext_lazy("case", "Papers are missing")
    ELIGIBILITY = "eligibility", pgettext_lazy("case", "Rights are examined")
    OPINIONS = "opinions", pgettext_lazy("case", "With the experts")
    OFFERS = "offers", pgettext_lazy("case", "Clinics are asked")
    AGENDA = "agenda", pgettext_lazy("case", "On the commission's agenda")
    DECIDED = "decided", pgettext_lazy("case", "Decided")
    APPEALED = "appealed", pgettext_lazy("case", "Appealed")
    RESERVED = "reserved", pgettext_lazy("case", "Money is put aside")
    CONTRACTED = "contracted", pgettext_lazy("case", "Contract signed")
    TRAVELLING = "travelling", pgettext_lazy("case", "On the way to the clinic")
    ADMITTED = "admitted", pgettext_lazy("case", "In treatment")
    TREATED = "treated", pgettext_lazy("case", "Treated")
    INVOICED = "invoiced", pgettext_lazy("case", "Invoice received")
    RETURNING = "returning", pgettext_lazy("case", "On the way home")
    FOLLOW_UP = "follow_up", pgettext_lazy("case", "Followed up")
    CLOSED = "closed", pgettext_lazy("case", "Closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("case", "Withdrawn")
    DIED = "died", pgettext_lazy("case", "The patient died")


class Urgency(models.IntegerChoices):
    """How soon treatment is needed, soonest first."""

    EMERGENCY = 1, pgettext_lazy("urgency of a case", "Within days")
    URGENT = 2, pgettext_lazy("urgency of a case", "Within weeks")
    PLANNED = 3, pgettext_lazy("urgency of a case", "Planned")


class Whose(models.TextChoices):
    """Of whom a paper says it is."""

    PATIENT = "patient", pgettext_lazy("paper", "the patient's")
    OTHER = "other", pgettext_lazy("paper", "somebody else's, it seems")
    UNSAID = "unsaid", pgettext_lazy("paper", "does not say whose it is")


class PaperLanguage(models.TextChoices):
    """In which language a paper is written."""

    KAZAKH = "kk", pgettext_lazy("paper", "Kazakh")
    RUSSIAN = "ru", pgettext_lazy("paper", "Russian")
    OTHER = "other", pgettext_lazy("paper", "Another language")


class Verdict(models.TextChoices):
    """What an expert holds of a case."""

    ABROAD = "abroad", pgettext_lazy("verdict", "Treatment abroad is needed")
    HERE = "here", pgettext_lazy("verdict", "Can be treated in Kazakhstan")
    NO_BENEFIT = "no_benefit", pgettext_lazy("verdict", "Treatment would not help")
    EXAMINE = "examine", pgettext_lazy("verdict", "More examinations are needed")


class TaskState(models.TextChoices):
    """Where the task of an expert stands."""

    ASKED = "asked", pgettext_lazy("task", "Asked")
    GIVEN = "given", pgettext_lazy("task", "Opinion given")
    DECLINED = "declined", pgettext_lazy("task", "Declined")
    RELEASED = "released", pgettext_lazy("task", "Released")


class News(models.TextChoices):
    """Of what an applicant is told."""

    RETURNED = "returned", pgettext_lazy("news", "The case was returned")
    AGENDA = "agenda", pgettext_lazy("news", "The case comes before the commission")
    SITTING = "sitting", pgettext_lazy("news", "When the commission sits")
    DECIDED = "decided", pgettext_lazy("news", "The commission has decided")
    APPEAL = "appeal", pgettext_lazy("news", "The appeal was answered")
    JOURNEY = "journey", pgettext_lazy("news", "A journey is planned")
    LONGER = "longer", pgettext_lazy("news", "A longer or dearer treatment was granted")


class NewsWish(models.TextChoices):
    """What an applicant says of how he is written to."""

    SMS = "sms", _("Write by SMS")
    NO_SMS = "no_sms", _("No SMS")
    EMAIL = "email", _("Write by e-mail")
    NO_EMAIL = "no_email", _("No e-mail")
    FORGET_EMAIL = "forget_email", _("Delete my e-mail address")


class OfferState(models.TextChoices):
    """Where the offer of a clinic stands."""

    ASKED = "asked", pgettext_lazy("offer", "Asked")
    QUOTED = "quoted", pgettext_lazy("offer", "Quoted")
    CHOSEN = "chosen", pgettext_lazy("offer", "Chosen")
    DECLINED = "declined", pgettext_lazy("offer", "Declined")


Decision = Outcome
DECISIONS: Final = tuple(one.value for one in USUAL)
"""What may be decided of a case itself."""
CONSENT: Final = "guardian_consent"
GUARDIAN: Final = "guardian_identity"
ANONYMOUS: Final = "anonymous_extract"
OTHER: Final = "other"
OWN_PAPERS: Final = (CONSENT, GUARDIAN, ANONYMOUS, OTHER)
"""Kinds of papers which no act lists."""
SENT: Final = (Decision.ABROAD, Decision.SPECIALIST)
"""Decisions which a clinic carries out: their cases are closed by what follows, not by hand."""
MATTER: Final = "abroad.case"
"""As which kind of matter a commission knows a case."""
HARD_GROUNDS: Final[dict[str, Text]] = {
    "self_arranged": _(
        "Who goes for treatment abroad on his own is never paid back from the state budget."
    ),
    "not_citizen": _("The state sends citizens of Kazakhstan."),
}
"""Grounds of refusal which hold under every act."""

_S = CaseState
PREPARED: Final = (_S.DRAFT, _S.SUBMITTED)
"""Not registered with the working body yet."""
EXAMINED: Final = (_S.COMPLETENESS, _S.ELIGIBILITY, _S.OPINIONS, _S.OFFERS, _S.AGENDA)
FLOWN: Final = (_S.TRAVELLING, _S.RETURNING)
"""Of cases which were decided to be treated abroad alone."""
PAID: Final = (_S.RESERVED, _S.CONTRACTED, *FLOWN, _S.INVOICED)
"""Of cases for which the state pays: never of one who went on his own."""
CARRIED_OUT: Final = (*PAID, _S.ADMITTED, _S.TREATED, _S.FOLLOW_UP)
SEEKING: Final = (*PREPARED, *EXAMINED, _S.RETURNED, _S.DECIDED, _S.APPEALED)
"""States in which no clinic is bound yet."""
OPEN: Final = (*SEEKING, *CARRIED_OUT)
"""Cases of which a person has one at a time."""
WITHDRAWABLE: Final = (
    *PREPARED, *EXAMINED, _S.RETURNED, _S.DECIDED, _S.APPEALED, _S.RESERVED, _S.CONTRACTED,
)  # fmt: skip
CHANGEABLE: Final = (_S.DRAFT, _S.RETURNED)
"""The treating organisation may change what it said."""
COLLECTING: Final = (*PREPARED, *EXAMINED, _S.RETURNED, _S.APPEALED)
"""Papers are taken."""

CASE: Final = Lifecycle(
    name="abroad_case",
    states=CaseState,
    start=_S.DRAFT,
    moves=(
        Move(
            "submit", _("Hand in to the department"), frozenset({_S.DRAFT}), _S.SUBMITTED, PREPARE
        ),
        Move(
            "give_back",
            _("Give back to the hospital"),
            frozenset({_S.SUBMITTED}),
            _S.DRAFT,
            PETITION,
            "return_abroad_case",
            done=pgettext_lazy("history", "Given back to the hospital"),
        ),
        Move(
            "petition",
            _("Send to the working body"),
            frozenset({_S.SUBMITTED}),
            _S.COMPLETENESS,
            PETITION,
            done=pgettext_lazy("history", "Registered with the working body"),
        ),
        Move(
            "return_papers",
            _("Ask for missing papers"),
            frozenset({_S.COMPLETENESS}),
            _S.RETURNED,
            CHECK,
            "return_abroad_case",
        ),
        Move(
            "hand_in_again",
            _("Hand in again"),
            frozenset({_S.RETURNED}),
            _S.COMPLETENESS,
            PREPARE,
            done=pgettext_lazy("history", "Handed in again"),
        ),
        Move(
            "confirm_complete",
            _("The papers are complete"),
            frozenset({_S.COMPLETENESS}),
            _S.ELIGIBILITY,
            CHECK,
            done=pgettext_lazy("history", "The papers are complete"),
        ),
        Move("ask_experts", _("Ask experts"), frozenset({_S.ELIGIBILITY}), _S.OPINIONS, CHECK),
        Move("ask_clinics", _("Ask clinics"), frozenset({_S.OPINIONS}), _S.OFFERS, CHECK),
        Move(
            "put_on_agenda",
            _("Put on the agenda"),
            frozenset({_S.OPINIONS, _S.OFFERS, _S.APPEALED}),
            _S.AGENDA,
            CHECK,
        ),
        Move(
            "decide",
            pgettext_lazy("move", "Decide"),
            frozenset({_S.AGENDA}),
            _S.DECIDED,
            WORK,
        ),
        Move("take_off", _("Take off the agenda"), frozenset({_S.AGENDA}), _S.OFFERS, WORK),
        Move("appeal", _("Appeal"), frozenset({_S.DECIDED}), _S.APPEALED, PREPARE),
        Move(
            "resubmit",
            _("Hand in anew"),
            frozenset({_S.DECIDED}),
            _S.COMPLETENESS,
            PREPARE,
            done=pgettext_lazy("history", "Handed in anew after the decision"),
        ),
        Move("reserve", _("Put money aside"), frozenset({_S.DECIDED}), _S.RESERVED, FUND),
        Move(
            "free",
            _("Give the money back"),
            frozenset({_S.RESERVED}),
            _S.DECIDED,
            FUND,
            "release_obligation",
            done=pgettext_lazy("history", "The money was given back"),
        ),
        Move("contract", _("Enter the contract"), frozenset({_S.RESERVED}), _S.CONTRACTED, FUND),
        Move("depart", _("Has departed"), frozenset({_S.CONTRACTED}), _S.TRAVELLING, CARRY),
        Move("arrive", _("Was admitted"), frozenset({_S.TRAVELLING}), _S.ADMITTED, CARRY),
        Move(
            "turn_back",
            _("Has turned back"),
            frozenset({_S.TRAVELLING}),
            _S.CONTRACTED,
            CARRY,
            "turn_back_journey",
            pgettext_lazy("history", "The journey turned back"),
        ),
        Move(
            "begin_here",
            _("Treatment at home begins"),
            frozenset({_S.DECIDED, _S.CONTRACTED}),
            _S.ADMITTED,
            CARRY,
        ),
        Move("treat", _("Treatment is over"), frozenset({_S.ADMITTED}), _S.TREATED, CARRY),
        Move("invoice", _("Take the invoice"), frozenset({_S.TREATED}), _S.INVOICED, WORK),
        Move(
            "set_out_home",
            _("Has set out for home"),
            frozenset({_S.TREATED, _S.INVOICED}),
            _S.RETURNING,
            CARRY,
        ),
        Move("come_home", _("Is home"), frozenset({_S.RETURNING}), _S.FOLLOW_UP, CARRY),
        Move(
            "turn_back_treated",
            _("Has turned back"),
            frozenset({_S.RETURNING}),
            _S.TREATED,
            CARRY,
            "turn_back_journey",
            pgettext_lazy("history", "The journey turned back"),
        ),
        Move(
            "turn_back_billed",
            _("Has turned back"),
            frozenset({_S.RETURNING}),
            _S.INVOICED,
            CARRY,
            "turn_back_journey",
            pgettext_lazy("history", "The journey turned back"),
        ),
        Move(
            "follow",
            _("Follow up"),
            frozenset({_S.TREATED, _S.INVOICED}),
            _S.FOLLOW_UP,
            CARRY,
        ),
        Move(
            "close",
            pgettext_lazy("move", "Close the case"),
            frozenset({_S.DECIDED, _S.FOLLOW_UP}),
            _S.CLOSED,
            CHECK,
        ),
        Move(
            "withdraw",
            _("Withdraw the case"),
            frozenset(WITHDRAWABLE),
            _S.WITHDRAWN,
            PREPARE,
            "withdraw_abroad_case",
        ),
        Move("note_death", _("The patient has died"), frozenset(OPEN), _S.DIED, PREPARE),
    ),
)

TASK: Final = Lifecycle(
    name="abroad_task",
    states=TaskState,
    start=TaskState.ASKED,
    moves=(
        Move("give", _("Give the opinion"), frozenset({TaskState.ASKED}), TaskState.GIVEN, OPINE),
        Move(
            "decline",
            pgettext_lazy("move", "Decline"),
            frozenset({TaskState.ASKED}),
            TaskState.DECLINED,
            OPINE,
            "decline_abroad_opinion",
        ),
        Move("release", _("Release"), frozenset({TaskState.ASKED}), TaskState.RELEASED, CHECK),
    ),
)

OFFER: Final = Lifecycle(
    name="abroad_offer",
    states=OfferState,
    start=OfferState.ASKED,
    moves=(
        Move(
            "quote", _("Enter the offer"), frozenset({OfferState.ASKED}), OfferState.QUOTED, CHECK
        ),
        Move(
            "decline",
            _("The clinic declines"),
            frozenset({OfferState.ASKED}),
            OfferState.DECLINED,
            CHECK,
        ),
        Move(
            "correct",
            _("Correct the offer"),
            frozenset({OfferState.QUOTED}),
            OfferState.QUOTED,
            CHECK,
            "correct_offer",
            pgettext_lazy("history", "Offer corrected"),
        ),
        Move(
            "choose",
            _("Choose the clinic"),
            frozenset({OfferState.QUOTED}),
            OfferState.CHOSEN,
            CARRY,
        ),
        Move(
            "drop",
            _("Choose another clinic"),
            frozenset({OfferState.CHOSEN}),
            OfferState.QUOTED,
            CARRY,
        ),
    ),
)
PRICED: Final = (OfferState.QUOTED, OfferState.CHOSEN)
