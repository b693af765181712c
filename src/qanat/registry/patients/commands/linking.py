"""Open a patient to those who care for him."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.db import connection

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.given import given
from qanat.foundation.refusals import NotFound
from qanat.registry.patients.permissions import REGISTER

LINK_TYPES: Final = {
    "region_id": "text",
    "facility_id": "bigint",
    "operator_id": "bigint",
    "country_id": "text",
    "purpose": "text",
}
_TYPES: Final = {"patient_id": "bigint", **LINK_TYPES, "purpose_id": "bigint"}
_INSERT_SQL: Final = f"""
INSERT INTO patients_patientlink ({", ".join(_TYPES)})
SELECT * FROM {{rows}} ON CONFLICT DO NOTHING
"""  # noqa: S608 (names of our own)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkDraft:
    """Who may see a patient, and because of which record.

    Attributes:
        region: ISO 3166-2 code.
        facility_id: an organisation.
        operator_id: an aircraft operator.
        country: ISO 3166-1 alpha-2 code of a partner country.
        purpose: kind of the record, such as "dispatch.request".
        purpose_id: its id.
    """

    patient_id: int
    purpose: str
    purpose_id: int
    region: str = ""
    facility_id: int | None = None
    operator_id: int | None = None
    country: str = ""


@command(needs=REGISTER)
def link_patient(
    actor: Actor,
    *,
    patient_id: int,
    purpose: str,
    purpose_id: int,
    region: str = "",
    facility_id: int | None = None,
    operator_id: int | None = None,
) -> None:
    """Open a patient to a region, an organisation and an operator, each on its own.

    Called by the contexts which take him into their care; repeating it changes nothing.
    """
    link = LinkDraft(patient_id=patient_id, purpose=purpose, purpose_id=purpose_id)
    links = [replace(link, region=region)] if region else []
    if facility_id is not None:
        links.append(replace(link, facility_id=facility_id))
    if operator_id is not None:
        links.append(replace(link, operator_id=operator_id))
    link_patients(actor, links=links)


@command(needs=REGISTER)
def link_patients(
    actor: Actor,  # noqa: ARG001 (the command itself checks and names him)
    *,
    links: Sequence[LinkDraft],
    are_known: bool = False,
) -> None:
    """Open many patients at once; repeating it changes nothing.

    Who takes a patient into care may not have seen him before: any patient can be linked, by
    a record which shows who did it. With ``are_known`` they are not looked up: this very
    intention found them or put them on record, and the table's reference proves it.

    Raises:
        NotFound: if one of them is not on record.
    """
    if not are_known:
        _need_all({link.patient_id for link in links})
    if not links:
        return
    opened = [(link.patient_id, *link_row(link), link.purpose_id) for link in links]
    rows, params = given(_TYPES, [list(column) for column in zip(*opened, strict=True)])
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_SQL.format(rows=rows), params)


def link_row(link: LinkDraft) -> tuple[str | int | None, ...]:
    """Return the values of :data:`LINK_TYPES`, in their order."""
    return (
        link.region or None,
        link.facility_id,
        link.operator_id,
        link.country or None,
        link.purpose,
    )


def _need_all(ids: set[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM patients_patient WHERE id = ANY(%s::bigint[])", (list(ids),)
        )
        if cursor.fetchone() != (len(ids),):
            raise NotFound
