"""A FHIR document (R4, JSON) as somebody hands it in: read to its end, or the place that is wrong.

Nothing of medicine: which resources mean what is said by who reads them.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

MEGABYTES: Final = 5
MOST_BYTES: Final = MEGABYTES * 2**20
MOST_ENTRIES: Final = 1000
MOST_LEVELS: Final = 40
Json = Mapping[str, Any]


class Fault(StrEnum):
    """What may be wrong with a document."""

    EMPTY = "empty"
    XML = "xml"
    UNREADABLE = "unreadable"
    LARGE = "large"
    DEEP = "deep"
    MANY = "many"
    MISSING = "missing"
    KIND = "kind"
    TWICE = "twice"
    OUTSIDE = "outside"
    NO_TEXT = "no_text"
    VOID = "void"
    MODIFIED = "modified"


class Faulty(ValueError):  # noqa: N818 (it says what the document is)
    """A document which is not taken.

    Attributes:
        path: where it is wrong, as FHIR writes it.
    """

    def __init__(self, fault: Fault, path: str = "") -> None:
        super().__init__(fault.value, path)
        self.fault, self.path = fault, path


@dataclass(frozen=True, slots=True)
class Entry:
    """A resource of a document, and where it stands."""

    path: str
    url: str
    kind: str
    resource: Json


@dataclass(frozen=True, slots=True)
class FhirDocument:
    """A document whose every entry stands once; what it is composed of lies within it."""

    entries: tuple[Entry, ...]
    known: Mapping[str, Entry]

    @property
    def composition(self) -> Entry:
        """The first entry: what the document is and says."""
        return self.entries[0]

    def find(self, reference: object) -> Entry | None:
        """Return the entry to which a reference leads; None if it leads out of the document."""
        target = reference.get("reference") if isinstance(reference, Mapping) else None
        return self.known.get(target.split("/_history/")[0]) if isinstance(target, str) else None


def read_document(content: bytes) -> FhirDocument:
    """Read a document.

    Raises:
        Faulty: by what is wrong first, and where.
    """
    bundle = _parsed(content)
    _see_texts(bundle)
    if bundle.get("resourceType") != "Bundle":
        raise Faulty(Fault.KIND, "Bundle")
    if bundle.get("type") != "document":
        raise Faulty(Fault.KIND, "Bundle.type")
    if "implicitRules" in bundle:
        raise Faulty(Fault.MODIFIED, "Bundle.implicitRules")
    _need_said(bundle)
    document = _entered(bundle.get("entry"))
    first = document.composition
    for path, reference in _references(first.resource, "Composition"):
        if not reference.startswith("#") and document.find({"reference": reference}) is None:
            raise Faulty(Fault.OUTSIDE, path)
    return document


def _parsed(content: bytes) -> dict[str, Any]:
    if not content.strip():
        raise Faulty(Fault.EMPTY)
    if len(content) > MOST_BYTES:
        raise Faulty(Fault.LARGE)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise Faulty(Fault.XML)
    try:
        text = content.decode("utf-8-sig")
        found = json.loads(
            text, object_pairs_hook=_once, parse_float=Decimal, parse_constant=_refuse_constant
        )
    except Faulty:
        raise
    except (ValueError, ArithmeticError):
        raise Faulty(Fault.UNREADABLE) from None
    except RecursionError:
        raise Faulty(Fault.DEEP) from None
    if not isinstance(found, dict):
        raise Faulty(Fault.KIND, "Bundle")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse an object which says something twice: readers differ in which one they take."""
    found = dict(pairs)
    if len(found) != len(pairs):
        counted = Counter(name for name, _value in pairs)
        raise Faulty(Fault.TWICE, counted.most_common(1)[0][0][:80])
    return found


def _refuse_constant(_name: str) -> None:
    raise Faulty(Fault.UNREADABLE)


def _see_texts(bundle: Json) -> None:
    """Refuse what is nested too deep, and characters which are no text."""
    waiting: list[tuple[int, str, object]] = [(0, "Bundle", bundle)]
    while waiting:
        level, path, value = waiting.pop()
        if level > MOST_LEVELS:
            raise Faulty(Fault.DEEP, path)
        if isinstance(value, dict):
            waiting += [(level + 1, f"{path}.{name}", one) for name, one in value.items()]
        elif isinstance(value, list):
            waiting += [(level + 1, f"{path}[{at}]", one) for at, one in enumerate(value)]
        elif isinstance(value, str) and ("\0" in value or not _is_text(value)):
            raise Faulty(Fault.NO_TEXT, path)


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _need_said(bundle: Json) -> None:
    """See that the document has a number of its own and a time, as the standard asks."""
    number = bundle.get("identifier")
    if not isinstance(number, Mapping) or not (number.get("system") and number.get("value")):
        raise Faulty(Fault.MISSING, "Bundle.identifier")
    if not isinstance(bundle.get("timestamp"), str):
        raise Faulty(Fault.MISSING, "Bundle.timestamp")


def _entered(rows: object) -> FhirDocument:
    if not isinstance(rows, list) or not rows:
        raise Faulty(Fault.MISSING, "Bundle.entry")
    if len(rows) > MOST_ENTRIES:
        raise Faulty(Fault.MANY)
    entries, known = [], dict[str, Entry]()
    for at, row in enumerate(rows):
        entry = _entry(f"Bundle.entry[{at}]", row)
        number = entry.resource.get("id")
        names = {entry.url, f"{entry.kind}/{number}"} if isinstance(number, str) else {entry.url}
        if names & known.keys():
            raise Faulty(Fault.TWICE, f"{entry.path}.fullUrl")
        known |= dict.fromkeys(names, entry)
        entries.append(entry)
    if entries[0].kind != "Composition":
        raise Faulty(Fault.KIND, "Bundle.entry[0].resource")
    return FhirDocument(tuple(entries), known)


def _entry(path: str, row: object) -> Entry:
    if not isinstance(row, Mapping):
        raise Faulty(Fault.KIND, path)
    url, resource = row.get("fullUrl"), row.get("resource")
    if not isinstance(url, str) or not url:
        raise Faulty(Fault.MISSING, f"{path}.fullUrl")
    if not isinstance(resource, Mapping):
        raise Faulty(Fault.MISSING, f"{path}.resource")
    kind = resource.get("resourceType")
    if not isinstance(kind, str) or not kind.isalpha() or not kind.isascii():
        raise Faulty(Fault.MISSING, f"{path}.resource.resourceType")
    return Entry(path, url, kind, resource)


def _references(value: object, path: str) -> Iterator[tuple[str, str]]:
    """Return the references within a Composition, but to the documents which it replaces."""
    if isinstance(value, Mapping):
        if isinstance(target := value.get("reference"), str):
            yield path, target
        for name, one in value.items():
            if name not in ("relatesTo", "contained"):
                yield from _references(one, f"{path}.{name}")
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from _references(one, f"{path}[{at}]")
