"""What of a FHIR document (R4) a case can say: taken as it stands, or left with the reason why.

Nothing is invented: what is meant twice, cut short, or changed by what we do not know is left.

Source:
    docs/sources.md#treatment-abroad
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final

from qanat.care.abroad.rules.extract import ICD10, LOINC, PRIORITIES, QUESTIONS
from qanat.care.abroad.rules.extract_words import (
    LONGEST_NARRATIVE,
    codes_of,
    components_of,
    list_of,
    text_of,
    told_in,
    value_of,
    words_of,
)
from qanat.foundation.documents.bundles import Entry, Fault, Faulty, FhirDocument

Json = Mapping[str, Any]
ICD10_SYSTEMS: Final = frozenset({ICD10, "urn:oid:2.16.840.1.113883.6.3"})
ICD10_CODE: Final = re.compile(r"[A-Z]\d{2}(\.\d{1,2})?")
HISTORIES: Final = frozenset({"10164-2", "11329-0", "34117-2", "8648-8"})
"""LOINC codes of sections which tell how it came about."""
ANSWERS: Final = frozenset(
    {"is_pregnant", "is_transportable", "can_benefit", "is_available_at_home"}
)
PREGNANCY: Final = frozenset({(LOINC, "82810-3")})
AGES: Final = frozenset({(LOINC, "30525-0")})
YES_NO: Final[Mapping[tuple[str, str], bool]] = {
    (LOINC, "LA15173-0"): True,
    (LOINC, "LA26683-5"): False,
    ("http://snomed.info/sct", "77386006"): True,
    ("http://snomed.info/sct", "60001007"): False,
}
"""Of pregnancy, as other systems answer."""
URGENCIES: Final = {"asap": 1} | {code: number for number, code in PRIORITIES.items()}
OBSERVED: Final = frozenset({"final", "amended", "corrected", "preliminary"})
WISHED: Final = frozenset({"draft", "active", "on-hold", "completed"})
VOID: Final = frozenset({"entered-in-error", "refuted"})
UNTOLD: Final = frozenset({"Composition", "Organization", "Practitioner", "PractitionerRole"})
"""What nothing of the case depends on."""
LENGTHS: Final = {"diagnosis": 500, "treatment": 500, "summary": 8000}
DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
PART_OF_A_DAY: Final = re.compile(r"\d{4}(-\d{2})?")


class Why(StrEnum):
    """Why something of a document is not taken."""

    MISSING = "missing"
    SEVERAL = "several"
    NOT_TAKEN = "not_taken"
    HAND_IN = "hand_in"
    VOID = "void"
    MODIFIED = "modified"
    ANOTHER = "another"
    NO_WORDS = "no_words"
    NO_VALUE = "no_value"
    UNKNOWN = "unknown"
    LONG = "long"
    INEXACT = "inexact"


@dataclass(frozen=True, slots=True)
class Left:
    """Something which is not taken: where it stands, how often, and why."""

    path: str
    why: Why
    times: int = 1


@dataclass(frozen=True, slots=True)
class Taken:
    """What was read: by the names of the fields of a case, and who the patient is."""

    fields: Mapping[str, object]
    left: tuple[Left, ...]

    @property
    def name(self) -> str:
        """Of whom the document says it is; "" where it does not."""
        return str(self.fields.get("name", ""))


@dataclass
class _Reading:
    """What is found while one reads."""

    document: FhirDocument
    patient: Entry
    fields: dict[str, object] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)

    def leave(self, path: str, why: Why) -> None:
        self.left.append(Left(path, why))

    def take(self, name: str, value: str, path: str) -> None:
        """Take a text unless it is longer than the field: it is never cut."""
        if len(value) > LENGTHS[name]:
            self.leave(path, Why.LONG)
        elif value:
            self.fields[name] = value

    def of(self, kind: str) -> list[Entry]:
        """Return the resources of a kind which speak of the patient and mean what they say."""
        return [one for one in self.document.entries if one.kind == kind and self._counts(one)]

    def _counts(self, entry: Entry) -> bool:
        path = f"{entry.path}.resource"
        why = _spoilt(entry.resource)
        about = self.document.find(entry.resource.get("subject"))
        if about is None:
            why = why or Why.MISSING
        elif about != self.patient:
            why = why or Why.ANOTHER
        if why:
            self.leave(f"{path} ({entry.kind})", why)
        return why is None


def take(document: FhirDocument) -> Taken:
    """Read what a case can say out of a document.

    Raises:
        Faulty: if it is void, or it is not said of whom it is.
    """
    composition = document.composition.resource
    if text_of(composition.get("status")) in VOID:
        raise Faulty(Fault.VOID, "Composition.status")
    if _spoilt(composition):
        raise Faulty(Fault.MODIFIED, "Composition")
    patient = document.find(composition.get("subject"))
    if patient is None:
        raise Faulty(Fault.MISSING, "Composition.subject")
    if patient.kind != "Patient":
        raise Faulty(Fault.KIND, "Composition.subject")
    if _spoilt(patient.resource):
        raise Faulty(Fault.MODIFIED, "Patient")
    reading = _Reading(document, patient)
    _person(reading)
    wish = _wish(reading)
    _illness(reading, wish)
    _summary(reading)
    _others(reading)
    return Taken(reading.fields, tuple(reading.left))


def _spoilt(resource: Json) -> Why | None:
    """Return why a resource can't be read as it stands: the standard asks to leave it then."""
    if "modifierExtension" in resource or "implicitRules" in resource:
        return Why.MODIFIED
    verified = resource.get("verificationStatus")
    is_void = any(code in VOID for _system, code in codes_of(verified))
    return Why.VOID if is_void or text_of(resource.get("status")) in VOID else None


def _person(reading: _Reading) -> None:
    about = reading.patient.resource
    name = _name(about.get("name"))
    if name:
        reading.fields["name"] = name
    _birth(reading, about.get("birthDate"))
    if about.get("gender") in ("male", "female"):
        reading.fields["sex"] = about["gender"]
    elif "gender" in about:
        reading.leave("Patient.gender", Why.UNKNOWN)
    for path in ("identifier", "telecom", "address", "deceasedBoolean", "deceasedDateTime"):
        if about.get(path):
            reading.leave(f"Patient.{path}", Why.NOT_TAKEN)


def _birth(reading: _Reading, born: object) -> None:
    """Take the day of birth; a year alone is no day."""
    text = born if isinstance(born, str) else ""
    try:
        if DAY.fullmatch(text):
            reading.fields["birth_on"] = date.fromisoformat(text)
        elif born is not None:
            is_part = PART_OF_A_DAY.fullmatch(text)
            reading.leave("Patient.birthDate", Why.INEXACT if is_part else Why.UNKNOWN)
    except ValueError:
        reading.leave("Patient.birthDate", Why.UNKNOWN)


def _name(rows: object) -> str:
    names = [one for one in list_of(rows) if isinstance(one, Mapping) and one.get("use") != "old"]
    names.sort(key=lambda one: one.get("use") != "official")
    for one in names:
        if text := text_of(one.get("text")):
            return text
        given = [word for word in map(text_of, list_of(one.get("given"))) if word]
        if words := " ".join(filter(None, [text_of(one.get("family")), *given])):
            return words
    return ""


def _wish(reading: _Reading) -> Entry | None:
    """Take the treatment which is asked for; a request not to do something is none."""
    wishes = []
    for one in reading.of("ServiceRequest"):
        if one.resource.get("doNotPerform") or text_of(one.resource.get("status")) not in WISHED:
            reading.leave(f"{one.path}.resource (ServiceRequest)", Why.VOID)
        else:
            wishes.append(one)
    if len(wishes) != 1:
        reading.leave("ServiceRequest", Why.SEVERAL if wishes else Why.MISSING)
        return None
    (wish,) = wishes
    path = f"{wish.path}.resource.code"
    words = words_of(wish.resource.get("code"))
    if not words:
        reading.leave(path, Why.NO_WORDS)
    reading.take("treatment", words, path)
    priority = wish.resource.get("priority")
    if isinstance(priority, str) and priority in URGENCIES:
        reading.fields["urgency"] = URGENCIES[priority]
    elif priority is not None:
        reading.leave(f"{wish.path}.resource.priority", Why.UNKNOWN)
    return wish


def _illness(reading: _Reading, wish: Entry | None) -> None:
    """Take the diagnosis: the one for which the treatment is asked, or the only one."""
    found = reading.of("Condition")
    if wish is not None:
        reasons = [
            reading.document.find(one) for one in list_of(wish.resource.get("reasonReference"))
        ]
        found = [one for one in found if one in reasons] or found
    if len(found) != 1:
        reading.leave("Condition", Why.SEVERAL if found else Why.MISSING)
        return
    (one,) = found
    code, path = one.resource.get("code"), f"{one.path}.resource.code"
    words = words_of(code)
    if not words:
        reading.leave(path, Why.NO_WORDS)
    reading.take("diagnosis", words, path)
    codes = [text.upper() for system, text in codes_of(code) if system in ICD10_SYSTEMS]
    if not codes:
        reading.leave(f"{path}.coding", Why.MISSING)
    elif len(set(codes)) > 1:
        reading.leave(f"{path}.coding", Why.SEVERAL)
    elif not ICD10_CODE.fullmatch(codes[0]):
        reading.leave(f"{path}.coding", Why.UNKNOWN)
    else:
        reading.fields["icd10"] = codes[0]


def _summary(reading: _Reading) -> None:
    """Take how it came about, and what was measured, line by line."""
    lines: list[str] = []
    composition = reading.document.composition.resource
    for at, one in enumerate(list_of(composition.get("section"))):
        section = one if isinstance(one, Mapping) else {}
        text = section.get("text")
        div = text.get("div") if isinstance(text, Mapping) else ""
        if not isinstance(div, str) or len(div) > LONGEST_NARRATIVE:
            reading.leave(f"Composition.section[{at}].text", Why.LONG)
        elif _is_history(section):
            lines += told_in(div).splitlines()
        elif (div and not section.get("entry")) or section.get("section"):
            reading.leave(f"Composition.section[{at}]", Why.NOT_TAKEN)
    for entry in reading.of("Observation"):
        line = _observed(reading, entry)
        lines += [line] if line else []
    reading.take("summary", "\n".join(lines).strip(), "Composition.section.text")
    if not lines:
        reading.leave("Composition.section.text", Why.MISSING)


def _is_history(section: Json) -> bool:
    codes = codes_of(section.get("code"))
    return any(system == LOINC and code in HISTORIES for system, code in codes)


def _observed(reading: _Reading, entry: Entry) -> str:
    """Return a finding as a line; an answer to what is asked of every case is taken as such."""
    one, path = entry.resource, f"{entry.path}.resource"
    if text_of(one.get("status")) not in OBSERVED:
        reading.leave(f"{path}.status", Why.VOID)
        return ""
    codes = set(codes_of(one.get("code")))
    asked = {code for system, code in codes if system == QUESTIONS}
    asked |= {"is_pregnant"} if codes & PREGNANCY else set()
    if asked:
        _answer(reading, asked, one, path)
    if asked or codes & AGES:
        return ""
    return _line(reading, one, path)


def _line(reading: _Reading, one: Json, path: str) -> str:
    words, value = words_of(one.get("code")), value_of(one)
    values = [value] if value else components_of(one)
    if not words or not values:
        reading.leave(path, Why.NO_VALUE if words else Why.NO_WORDS)
        return ""
    day = text_of(one.get("effectiveDateTime"))
    on = f" ({day[:10]})" if DAY.match(day) else ""
    return f"{words}: {', '.join(values)}{on}"


def _answer(reading: _Reading, asked: Iterable[str], one: Json, path: str) -> None:
    value = one.get("valueBoolean")
    if value is None:
        known = {
            YES_NO[code] for code in codes_of(one.get("valueCodeableConcept")) if code in YES_NO
        }
        value = known.pop() if len(known) == 1 else None
    (name, *more) = sorted(asked)
    if more or name not in ANSWERS or not isinstance(value, bool):
        reading.leave(f"{path}.value", Why.UNKNOWN)
    elif name in reading.fields and reading.fields[name] != value:
        del reading.fields[name]
        reading.leave(f"{path}.value", Why.SEVERAL)
    else:
        reading.fields[name] = value


def _others(reading: _Reading) -> None:
    """Say what else there is, by its kind."""
    read = {"Condition", "ServiceRequest", "Observation", "Patient", *UNTOLD}
    counted = Counter(one.kind for one in reading.document.entries if one.kind not in read)
    for kind, times in sorted(counted.items()):
        why = Why.HAND_IN if kind in ("DocumentReference", "Binary", "Media") else Why.NOT_TAKEN
        reading.left.append(Left(kind, why, times))
