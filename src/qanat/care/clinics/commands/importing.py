"""Take in a table of clinics: what can be read is stored once, the rest is kept aside."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.care.clinics.commands.register import (
    LANGUAGES,
    AccreditationDraft,
    ClinicDraft,
    MethodDraft,
    add_accreditation,
    add_clinic,
    add_method,
    clinic_key,
)
from qanat.care.clinics.models import Clinic, ClinicFile, RejectedClinic
from qanat.care.clinics.permissions import EDIT
from qanat.care.clinics.rules.reading import COLUMNS, Known, ReadClinic, Rejected, fold, read_row
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.refusals import Invalid
from qanat.foundation.tabular.cells import cell_text, squeezed
from qanat.foundation.tabular.sheets import TableError
from qanat.foundation.tabular.tables import open_table
from qanat.foundation.tabular.words import why
from qanat.foundation.turns import wait_for_turn
from qanat.registry.places.queries import find_country
from qanat.registry.terminology.queries import code_rows

MOST_ROWS: Final = 5000


class NotClinics(Invalid):
    """The file as a whole can't be read as clinics."""

    code = "not_clinics"
    field = "file"
    text = _("This file can't be read as clinics: %(why)s")


class TooManyRows(Invalid):
    """A register is not that long."""

    code = "too_many_rows"
    field = "file"
    text = _("A file of clinics has at most %(most)s rows.")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: where it stands, and whether it was on record already."""

    file_id: int
    is_known: bool


@command(needs=EDIT)
def take_clinics(actor: Actor, *, path: Path, file_name: str, now: datetime) -> Taken:
    """Take in a table of clinics. The same file again is stored once.

    Raises:
        NotClinics: if the file is no such table.
        TooManyRows: if it is longer than any register.
    """
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    wait_for_turn("clinics.file", digest)
    known = ClinicFile.objects.filter(digest=digest).first()
    if known is not None:
        return Taken(known.pk, is_known=True)
    headings, rows = _read(path)
    rejected = [one for one in rows if isinstance(one, Rejected)]
    found = [one for one in rows if isinstance(one, ReadClinic)]
    repeated = 0
    for one in found:
        repeated += _is_known(one)
        _store(actor, one, now)
    file = ClinicFile.objects.create(
        file_name=file_name[:200],
        digest=digest,
        headings=[text[:400] for text in headings],
        accepted=len(found) - repeated,
        repeated=repeated,
        rejected=len(rejected),
        taken_at=now,
        by_id=actor.id,
    )
    RejectedClinic.objects.bulk_create(
        RejectedClinic(file=file, row=one.row, faults=list(one.faults), cells=list(one.cells))
        for one in rejected
    )
    return Taken(file.pk, is_known=False)


def _read(path: Path) -> tuple[tuple[str, ...], list[ReadClinic | Rejected]]:
    try:
        table = open_table(path, COLUMNS)
        rows = list(islice(table.rows, MOST_ROWS + 1))
    except TableError as error:
        raise NotClinics(why=why(error, {})) from error
    if len(rows) > MOST_ROWS:
        raise TooManyRows(most=MOST_ROWS)
    at = table.layout.at["country"]
    names = {squeezed(cell_text(row.cells[at])) for row in rows if at < len(row.cells)}
    known = Known(_countries(names), _specialties())
    return table.layout.headings, [
        read_row(row.line, row.cells, table.layout, known) for row in rows
    ]


def _countries(names: set[str]) -> dict[str, str]:
    """Return the codes of countries by the names which a file uses."""
    found = ((name, find_country(name)) for name in sorted(names - {""}))
    return {fold(name): country.code for name, country in found if country is not None}


def _specialties() -> dict[str, str]:
    """Return the codes of specialties by code and by name in any language."""
    rows = code_rows("specialty")
    by_name = {fold(text): row.code for row in rows for text in row.display.values()}
    return by_name | {fold(row.code): row.code for row in rows}


def _is_known(one: ReadClinic) -> bool:
    key = clinic_key(one.texts["name"], one.texts["city"])
    return Clinic.objects.filter(country=one.country, key=key).exists()


def _store(actor: Actor, one: ReadClinic, now: datetime) -> None:
    """Store a clinic with what its row says of it; what is on record already stays."""
    told = one.texts
    words = told["languages"].replace(",", " ").replace(";", " ").casefold().split()
    draft = ClinicDraft(
        name=told["name"],
        country=one.country,
        city=told["city"],
        source=told["source"],
        languages=tuple(code for code in LANGUAGES if code in words),
        contact=told["contact"],
        phone=told["phone"],
        email=told["email"],
        site=told["site"],
    )
    clinic_id = add_clinic(actor, draft=draft, now=now)
    if one.first_on is not None and one.last_on is not None:
        accredited = AccreditationDraft(
            body=told["body"],
            number=told["number"],
            first_on=one.first_on,
            last_on=one.last_on,
            source=told["source"],
        )
        add_accreditation(actor, clinic_id=clinic_id, draft=accredited, now=now)
    if told["method"]:
        method = MethodDraft(
            specialty=one.specialty,
            name=told["method"],
            volume=one.volume,
            year=one.year,
            source=told["source"],
        )
        add_method(actor, clinic_id=clinic_id, draft=method, now=now)
