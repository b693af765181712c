"""Hand extracts out, each look on record; read those which are handed in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import uuid5

from django.utils.translation import gettext_lazy as _

from qanat.care.abroad.commands.persons import whose_is
from qanat.care.abroad.models import Case, HandedExtract, Offer, Task
from qanat.care.abroad.permissions import CLINIC, OPINE, SEE
from qanat.care.abroad.queries.asked import is_patient_known
from qanat.care.abroad.queries.extract import extract_of
from qanat.care.abroad.rules.extract import Extract
from qanat.care.abroad.rules.extract_reading import Taken, take
from qanat.care.abroad.states import Whose
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.documents.bundles import (
    MEGABYTES,
    MOST_ENTRIES,
    MOST_LEVELS,
    Fault,
    Faulty,
    read_document,
)
from qanat.foundation.refusals import Invalid, NotFound, Text

FAULTS: Final[Mapping[Fault, Text]] = {
    Fault.EMPTY: _("The file is empty. Choose it again."),
    Fault.XML: _("The document is in XML. Export it as JSON."),
    Fault.UNREADABLE: _("The file can't be read as a FHIR document in JSON. Export it again."),
    Fault.LARGE: _("The document is larger than %(megabytes)s MB. Send the papers apart."),
    Fault.DEEP: _("The document is nested deeper than %(levels)s levels: it can't be read."),
    Fault.MANY: _("The document has more than %(entries)s entries. Export a shorter one."),
    Fault.MISSING: _("“%(path)s” is missing: a FHIR document needs it."),
    Fault.KIND: _("“%(path)s” is not what a FHIR document has there."),
    Fault.TWICE: _("“%(path)s” stands there twice."),
    Fault.OUTSIDE: _("“%(path)s” leads out of the document: what it means is not known."),
    Fault.NO_TEXT: _("“%(path)s” holds characters which are no text."),
    Fault.VOID: _("“%(path)s” says that the document is not valid."),
    Fault.MODIFIED: _("“%(path)s” is changed in its meaning by what is not known here."),
}
"""What is wrong with a document, to who sends it."""


class DocumentFaulty(Invalid):
    """A document which is not taken, and why."""

    code = "document_faulty"
    field = "file"
    text = _("The document can't be taken: %(why)s")


class AnotherPatient(Invalid):
    """A document is about the patient of the case."""

    code = "another_patient"
    field = "file"
    text = _("“Patient.name” names somebody else than the patient of this case.")


@command(needs=SEE, is_reading=True)
def hand_out_extract(
    actor: Actor, *, case_id: int, titles: Mapping[str, str], now: datetime
) -> Extract:
    """Hand the extract of a case one sees out, and keep who took it.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    case = Case.objects.visible_to(actor).filter(pk=case_id).first()
    if case is None:
        raise NotFound
    _keep(actor, case, now, is_named=True)
    return extract_of(case, titles, now, reader=case.matter, is_named=True)


@command(needs=OPINE, is_reading=True)
def hand_out_blind_extract(
    actor: Actor, *, task_id: int, titles: Mapping[str, str], now: datetime
) -> Extract:
    """Hand an expert the extract without names of a case about which he is asked.

    Raises:
        NotFound: if he is not.
    """
    task = Task.objects.of_expert(actor).filter(pk=task_id).select_related("case").first()
    if task is None:
        raise NotFound
    _keep(actor, task.case, now, is_named=False)
    reader = uuid5(task.case.matter, f"task {task_id}")
    return extract_of(task.case, titles, now, reader=reader, is_named=False)


@command(needs=CLINIC, is_reading=True)
def hand_out_asked_extract(
    actor: Actor, *, offer_id: int, titles: Mapping[str, str], now: datetime
) -> Extract:
    """Hand a clinic the extract of a case: with names once the contract is signed, not before.

    Raises:
        NotFound: if it is not asked, or not any more.
    """
    asked = Offer.objects.of_clinics(actor).filter(pk=offer_id)
    offer = asked.select_related("case").first()
    is_named = is_patient_known(actor, offer_id)
    if offer is None or not (is_named or asked.answerable().exists()):
        raise NotFound
    _keep(actor, offer.case, now, is_named=is_named)
    reader = uuid5(offer.case.matter, f"offer {offer_id}")
    return extract_of(offer.case, titles, now, reader=reader, is_named=is_named)


def read_extract(content: bytes, patient_id: int | None, now: datetime) -> Taken:
    """Read what a case can say out of a document; nothing is kept.

    Raises:
        DocumentFaulty: if it is no document which can be taken, naming the place.
        AnotherPatient: if it is about somebody else than the patient of the case.
    """
    try:
        taken = take(read_document(content))
    except Faulty as faulty:
        why = FAULTS[faulty.fault] % {
            "path": faulty.path,
            "megabytes": MEGABYTES,
            "levels": MOST_LEVELS,
            "entries": MOST_ENTRIES,
        }
        raise DocumentFaulty(why=why) from None
    if patient_id is not None and whose_is(patient_id, taken.name, "", now) == Whose.OTHER:
        raise AnotherPatient
    return taken


def _keep(actor: Actor, case: Case, now: datetime, *, is_named: bool) -> None:
    HandedExtract.objects.create(case=case, is_named=is_named, at=now, by_id=actor.id)
