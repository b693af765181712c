"""What the medical extract of a case says, to whom."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_lazy as _

from qanat.care.abroad.models import Case
from qanat.care.abroad.queries.papers import papers_of
from qanat.care.abroad.queries.tasks import file_of
from qanat.care.abroad.rules import extract as fhir
from qanat.care.abroad.rules.extract import Extract, ExtractPaper
from qanat.foundation.actors import SYSTEM
from qanat.foundation.documents.kinds import BY_CODE
from qanat.foundation.refusals import Text
from qanat.registry.facilities.queries import facility_title
from qanat.registry.patients.queries import PatientRow, patients_by_id
from qanat.registry.patients.states import BirthPrecision

QUESTIONS: Final[Mapping[str, Text]] = {
    "is_available_at_home": _("Is the treatment given in Kazakhstan?"),
    "is_pregnant": _("Is she pregnant?"),
    "is_transportable": _("Can the patient travel?"),
    "can_benefit": _("Is the treatment expected to help?"),
}
"""Of these who reads the file without names is told."""
BORN: Final[Mapping[str, str]] = {
    BirthPrecision.DAY: "%Y-%m-%d",
    BirthPrecision.MONTH: "%Y-%m",
    BirthPrecision.YEAR: "%Y",
}
"""How exactly a day of birth is told; one which was estimated is no day."""


def extract_of(
    case: Case, titles: Mapping[str, str], now: datetime, *, reader: UUID, is_named: bool
) -> Extract:
    """Return the extract of a case; without names it says what experts read of it, no more.

    Args:
        case: the case.
        titles: what kinds of papers are called.
        now: when it is handed out.
        reader: of whom the numbers in it are made: nobody finds two extracts to be of one case.
        is_named: whether the reader may know whose case it is.
    """
    file = file_of(case)
    person = patients_by_id(SYSTEM, [case.patient_id])[case.patient_id] if is_named else None
    listed = [one for one in papers_of(case.pk) if one.is_newest and (is_named or one.is_anonymous)]
    return Extract(
        seed=reader,
        at=now,
        language=get_language() or "en",
        title=gettext("Medical extract"),
        sender=facility_title(case.facility) if is_named else gettext("Working body"),
        number=case.number if is_named else "",
        name=person.name if person else "",
        birth_on=_born(person) if person else "",
        sex=file.sex,
        age_years=file.age_years,
        diagnosis=file.diagnosis,
        icd10=file.icd10,
        treatment=file.treatment,
        summary=file.summary,
        urgency=case.urgency,
        answers={name: getattr(file, name) for name in QUESTIONS},
        papers=tuple(
            ExtractPaper(
                title=titles.get(one.kind, one.kind),
                media_type=BY_CODE[one.form].media_type,
                bytes=one.bytes,
                at=one.at,
            )
            for one in listed
        ),
        words=_words(),
    )


def _born(person: PatientRow) -> str:
    pattern = BORN.get(person.birth_precision)
    return person.birth_on.strftime(pattern) if person.birth_on and pattern else ""


def _words() -> dict[str, str]:
    said: dict[str, Text] = {
        fhir.REFERRAL[0]: gettext("Medical extract"),
        fhir.DIAGNOSIS[0]: gettext("Diagnosis"),
        fhir.HISTORY[0]: gettext("Summary for experts"),
        fhir.PLAN[0]: gettext("Treatment which is needed"),
        fhir.FINDINGS[0]: pgettext("extract", "Findings"),
        fhir.PAPERS[0]: gettext("Papers"),
        fhir.AGE[0]: gettext("Age"),
    }
    return {code: str(word) for code, word in (said | dict(QUESTIONS)).items()}
