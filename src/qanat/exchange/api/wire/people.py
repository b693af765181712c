"""A person as he is described when a request is made for him."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from qanat.exchange.api.shapes import (
    Country,
    Id,
    MaybeCountry,
    Region,
    Sent,
    Text20,
    Text30,
    Text40,
    Text200,
    Text500,
)
from qanat.registry.patients.commands.drafts import IdentifierDraft, PatientDraft
from qanat.registry.patients.states import BirthPrecision, Residency, Sex

DAYS_PER_YEAR = 365.2425
DocumentKind = Literal[
    "passport", "identity_card", "residence_permit", "stateless", "refugee", "kandas", "birth",
    "national_id",
]  # fmt: skip


class DocumentIn(Sent):
    """A document of a person."""

    kind: DocumentKind
    value: Text40
    country: MaybeCountry = ""
    expires_on: date | None = None


class PersonIn(Sent):
    """A person; nothing is obligatory. An odd IIN is doubted in the answer and never refused."""

    name: Text200 = ""
    sex: Sex = Sex.UNKNOWN
    birth_on: date | None = None
    birth_precision: BirthPrecision | None = None
    age_years: Annotated[int, Meta(ge=0, le=130)] | None = None
    iin: Text20 = ""
    documents: Annotated[tuple[DocumentIn, ...], Meta(max_length=5)] = ()
    phone: Text30 = ""
    weight_g: Annotated[int, Meta(ge=200, le=500_000)] | None = None
    mother_id: Id | None = None
    birth_order: Annotated[int, Meta(ge=1, le=20)] | None = None
    citizenship: Country | None = None
    residency: Residency = Residency.UNKNOWN
    region: Region = ""
    settlement_id: Id | None = None
    is_unknown: bool = False
    features: Text500 = ""

    def draft(self, facility_id: int | None = None) -> PatientDraft:
        """Return the person as registration takes him."""
        return PatientDraft(
            name=self.name,
            sex=self.sex.value,
            birth_on=self.birth_on,
            birth_precision=self.birth_precision.value if self.birth_precision else "",
            age_years=self.age_years,
            iin=self.iin,
            documents=tuple(
                IdentifierDraft(
                    kind=d.kind, value=d.value, country=d.country, expires_on=d.expires_on
                )
                for d in self.documents
            ),
            phone=self.phone,
            weight_g=self.weight_g,
            mother_id=self.mother_id,
            birth_order=self.birth_order,
            citizenship=self.citizenship or "",
            residency=self.residency.value,
            region=self.region,
            settlement_id=self.settlement_id,
            facility_id=facility_id,
            is_unknown=self.is_unknown,
            features=self.features,
            source="partner",
        )

    def age(self, on: date) -> float | None:
        """Return the age on a day as far as it is known."""
        if self.birth_on is not None:
            return max(0.0, (on - self.birth_on).days / DAYS_PER_YEAR)
        return None if self.age_years is None else float(self.age_years)
