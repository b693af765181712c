"""What is told about a case, a paper, an offer, as it is written."""

from dataclasses import dataclass
from datetime import date

from qanat.care.abroad.states import PaperLanguage, Urgency
from qanat.foundation.texts import LocalText


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    """How an applicant is reached.

    Attributes:
        applicant_phone: to which one-time passwords go, several divided by commas; "" keeps what
            is on record.
        applicant_email: where he is written to besides; "" keeps what is on record.
        forgets_email: the address on record is deleted.
        wants_sms, wants_email: he is written to so when there is news.
    """

    applicant_phone: str = ""
    applicant_email: str = ""
    forgets_email: bool = False
    applicant_language: str = "kk"
    wants_sms: bool = True
    wants_email: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDraft(Contacts):
    """A case as the treating organisation tells it.

    Attributes:
        region: of the health department which petitions; "" where the hospital lies.
        disease: code of the act's list, ``another``, or "".
        summary: what experts read; nobody is to be recognised in it.
    """

    diagnosis: str
    treatment: str
    summary: str
    icd10: str = ""
    disease: str = ""
    region: str = ""
    is_available_at_home: bool | None = None
    is_citizen: bool | None = None
    is_pregnant: bool | None = None
    is_injured_on_duty: bool | None = None
    is_transportable: bool | None = None
    can_benefit: bool | None = None
    is_self_arranged: bool | None = None
    is_represented: bool = False
    urgency: int = Urgency.PLANNED
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperDraft:
    """A paper as it is handed in.

    Attributes:
        name: of the file, for its ending alone: it is not kept.
        holder_name: of whom the paper says it is; compared with the patient, not kept.
        holder_number: under which number; the same.
    """

    kind: str
    content: bytes
    name: str
    language: str = PaperLanguage.RUSSIAN
    translator: str = ""
    expires_on: date | None = None
    holder_name: str = ""
    holder_number: str = ""
    is_anonymous: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What a clinic offers.

    Attributes:
        amount_cents: in hundredths of its currency.
    """

    currency: str
    amount_cents: int
    includes: tuple[str, ...] = ()
    wait_days: int | None = None
    valid_until: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionDraft:
    """What the commission decided.

    Attributes:
        ground: of a refusal, a code of the act.
        place_id: the hospital where treatment is given in Kazakhstan.
        reference: of the sitting and the item: one decision has one.
    """

    decision: str
    reasons: LocalText
    reference: str
    ground: str = ""
    place_id: int | None = None
