"""What is said about a person when he is registered."""

from dataclasses import dataclass
from datetime import date

from qanat.registry.patients.states import Residency, Sex, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierDraft:
    """A document as typed; ``kind`` is one of ``states.IdentifierKind`` but "iin" and "phone".

    Attributes:
        country: ISO 3166-1 alpha-2 code of the country that issued it.
    """

    kind: str
    value: str
    country: str = ""
    expires_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientDraft:
    """A person as described by whoever calls, types or imports; nothing is obligatory.

    Attributes:
        name: whole name as written, family name first.
        birth_precision: "day" unless said otherwise; see ``states.BirthPrecision``.
        age_years: estimated age, used where no date of birth is known.
        mother_id: for a newborn: his mother's record; ``birth_order`` is then 1, 2, …
        birth_order: tells twins of one name and day apart.
        citizenship: ISO 3166-1 alpha-2 code.
        region: ISO 3166-2 code of the place where he lives.
        facility_id: the hospital where an unknown person lies; part of his number.
        features: how an unknown person looks.
        record_id: the record which somebody chose among those with the same number.
        is_another: somebody looked and said that it is none of those on record.
    """

    name: str = ""
    sex: str = Sex.UNKNOWN
    birth_on: date | None = None
    birth_precision: str = ""
    age_years: int | None = None
    iin: str = ""
    documents: tuple[IdentifierDraft, ...] = ()
    phone: str = ""
    weight_g: int | None = None
    mother_id: int | None = None
    birth_order: int | None = None
    citizenship: str = ""
    residency: str = Residency.UNKNOWN
    region: str = ""
    settlement_id: int | None = None
    facility_id: int | None = None
    is_unknown: bool = False
    features: str = ""
    source: str = Source.ENTRY
    is_synthetic: bool = False
    record_id: int | None = None
    is_another: bool = False


@dataclass(frozen=True, slots=True)
class Registered:
    """The answer to a registration.

    Attributes:
        id: the record which stands for the person after all merges.
        number: the human number.
        is_new: whether the record was made now.
        doubts: codes of ``rules.Doubt``; ``queries.doubt_texts`` puts them into words.
    """

    id: int
    number: str
    is_new: bool
    doubts: tuple[str, ...] = ()
