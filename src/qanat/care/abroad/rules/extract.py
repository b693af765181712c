"""The medical extract of a case as a FHIR document (R4): what experts and clinics read of it.

Source:
    docs/sources.md#treatment-abroad
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any, Final
from uuid import UUID, uuid5

LOINC: Final = "http://loinc.org"
ICD10: Final = "http://hl7.org/fhir/sid/icd-10"
QUESTIONS: Final = "urn:qanat:abroad:question"
"""Of what is asked of every case and no terminology has."""
URNS: Final = "urn:ietf:rfc:3986"
REFERRAL: Final = ("57133-1", "Referral note")
DIAGNOSIS: Final = ("29308-4", "Diagnosis")
HISTORY: Final = ("10164-2", "History of Present illness Narrative")
PLAN: Final = ("18776-5", "Plan of care note")
FINDINGS: Final = ("30954-2", "Relevant diagnostic tests/laboratory data Narrative")
PAPERS: Final = ("55107-7", "Addendum Document")
AGE: Final = ("30525-0", "Age")
PREGNANCY: Final = ("82810-3", "Pregnancy status")
PRIORITIES: Final[Mapping[int, str]] = {1: "stat", 2: "urgent", 3: "routine"}
"""By urgency of the case."""
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ExtractPaper:
    """A paper which lies beside the extract: it is named, not sent along."""

    title: str
    media_type: str
    bytes: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Extract:
    """What an extract says.

    Attributes:
        seed: of the numbers of its parts; another one for each reader who is not to know others.
        number: of the case; "" where nobody is to be recognised, as ``name`` and ``birth_on``.
        sender: who answers for it.
        birth_on: as exactly as it is known, as FHIR writes dates.
        answers: what was asked of the case, and what is known.
        words: of the sections and questions, by their codes.
    """

    seed: UUID
    at: datetime
    language: str
    title: str
    sender: str
    number: str
    name: str
    birth_on: str
    sex: str
    age_years: int | None
    diagnosis: str
    icd10: str
    treatment: str
    summary: str
    urgency: int
    answers: Mapping[str, bool | None]
    papers: tuple[ExtractPaper, ...]
    words: Mapping[str, str]


def bundle_of(extract: Extract) -> Json:
    """Return an extract as a document."""
    parts = _parts(extract)
    return {
        "resourceType": "Bundle",
        "language": extract.language,
        "identifier": {"system": URNS, "value": _url(extract, f"document {extract.at}")},
        "type": "document",
        "timestamp": _instant(extract.at),
        "entry": [
            {"fullUrl": _url(extract, name), "resource": resource}
            for name, resource in [("composition", _composition(extract, parts)), *parts.items()]
        ],
    }


def _parts(extract: Extract) -> dict[str, Json]:
    """Return the resources by name, in the order in which they are read."""
    about = {"subject": _to(extract, "patient")}
    condition: Json = {"resourceType": "Condition", "code": {"text": extract.diagnosis}, **about}
    if extract.icd10:
        condition["code"]["coding"] = [{"system": ICD10, "code": extract.icd10}]
    wish = {
        "resourceType": "ServiceRequest",
        "status": "active",
        "intent": "proposal",
        "priority": PRIORITIES.get(extract.urgency, "routine"),
        "code": {"text": extract.treatment},
        **about,
        "reasonReference": [_to(extract, "condition")],
    }
    parts = {
        "patient": _patient(extract),
        "sender": {"resourceType": "Organization", "name": extract.sender},
        "condition": condition,
        "wish": wish,
    }
    for name, code, value in _observed(extract):
        parts[name] = {
            "resourceType": "Observation",
            "status": "final",
            "code": code,
            **about,
            **value,
        }
    for at, paper in enumerate(extract.papers):
        parts[f"paper {at}"] = _paper(paper, about)
    return parts


def _patient(extract: Extract) -> Json:
    found: Json = {"resourceType": "Patient", "gender": extract.sex}
    if extract.name:
        found["name"] = [{"text": extract.name}]
    if extract.birth_on:
        found["birthDate"] = extract.birth_on
    return found


def _observed(extract: Extract) -> Iterator[tuple[str, Json, Json]]:
    if extract.age_years is not None:
        years = {"value": extract.age_years, "system": "http://unitsofmeasure.org", "code": "a"}
        yield "age", _concept(extract, AGE), {"valueQuantity": years}
    for name, known in extract.answers.items():
        if known is None:
            continue
        code: Json = {"coding": [{"system": QUESTIONS, "code": name}], "text": extract.words[name]}
        if name == "is_pregnant":
            code["coding"].append(_coding(PREGNANCY))
        yield name, code, {"valueBoolean": known}


def _paper(paper: ExtractPaper, about: Json) -> Json:
    attachment = {"contentType": paper.media_type, "size": paper.bytes, "title": paper.title}
    return {
        "resourceType": "DocumentReference",
        "status": "current",
        "type": {"text": paper.title},
        **about,
        "date": _instant(paper.at),
        "content": [{"attachment": attachment}],
    }


def _composition(extract: Extract, parts: Mapping[str, Json]) -> Json:
    observed = [name for name, one in parts.items() if one["resourceType"] == "Observation"]
    papers = [name for name, one in parts.items() if one["resourceType"] == "DocumentReference"]
    coded = f"{extract.diagnosis} ({extract.icd10})" if extract.icd10 else extract.diagnosis
    sections = [
        _section(extract, DIAGNOSIS, coded, ["condition"]),
        _section(extract, HISTORY, extract.summary, []),
        _section(extract, PLAN, extract.treatment, ["wish"]),
    ]
    if observed:
        sections.append(_section(extract, FINDINGS, "", observed))
    if papers:
        titles = "\n".join(one.title for one in extract.papers)
        sections.append(_section(extract, PAPERS, titles, papers))
    found = {
        "resourceType": "Composition",
        "language": extract.language,
        "status": "final",
        "type": _concept(extract, REFERRAL),
        "subject": _to(extract, "patient"),
        "date": _instant(extract.at),
        "author": [_to(extract, "sender")],
        "title": extract.title,
        "confidentiality": "R",
        "section": sections,
    }
    if extract.number:
        found["identifier"] = {"system": "urn:qanat:abroad:case", "value": extract.number}
    return found


def _section(extract: Extract, code: tuple[str, str], text: str, entries: list[str]) -> Json:
    found: Json = {"title": extract.words[code[0]], "code": _concept(extract, code)}
    if text:
        lines = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())
        div = f'<div xmlns="http://www.w3.org/1999/xhtml">{lines}</div>'
        found["text"] = {"status": "generated", "div": div}
    if entries:
        found["entry"] = [_to(extract, name) for name in entries]
    return found


def _concept(extract: Extract, code: tuple[str, str]) -> Json:
    return {"coding": [_coding(code)], "text": extract.words.get(code[0], code[1])}


def _coding(code: tuple[str, str]) -> Json:
    return {"system": LOINC, "code": code[0], "display": code[1]}


def _to(extract: Extract, name: str) -> Json:
    return {"reference": _url(extract, name)}


def _url(extract: Extract, name: str) -> str:
    return uuid5(extract.seed, name).urn


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
