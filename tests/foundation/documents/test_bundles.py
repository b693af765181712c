"""FHIR documents: read to their end, or refused by the place that is wrong."""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.foundation.documents.bundles import (
    MOST_BYTES,
    MOST_ENTRIES,
    Fault,
    Faulty,
    read_document,
)

Json = dict[str, Any]


def document(**said: Any) -> Json:
    """Return the smallest document there is, of somebody."""
    given: Json = {
        "resourceType": "Bundle",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": "urn:uuid:1"},
        "type": "document",
        "timestamp": "2026-11-01T10:00:00+05:00",
        "entry": [
            {
                "fullUrl": "https://h.example/fhir/Composition/c",
                "resource": {
                    "resourceType": "Composition",
                    "id": "c",
                    "status": "final",
                    "subject": {"reference": "Patient/p"},
                },
            },
            {
                "fullUrl": "https://h.example/fhir/Patient/p",
                "resource": {"resourceType": "Patient", "id": "p"},
            },
        ],
    }
    return given | said


def content(found: object) -> bytes:
    """Return a document as it is sent."""
    return json.dumps(found).encode()


def wrong(sent: bytes) -> tuple[Fault, str]:
    """Return what is wrong with a document."""
    with pytest.raises(Faulty) as caught:
        read_document(sent)
    return caught.value.fault, caught.value.path


def nested(levels: int) -> Json:
    found: Json = {}
    for _level in range(levels):
        found = {"extension": found}
    return found


def with_entry(change: Callable[[list[Json]], object]) -> bytes:
    found = document()
    change(found["entry"])
    return content(found)


def test_a_document_is_read_and_its_references_lead_to_its_entries() -> None:
    found = read_document(content(document()))
    patient = found.find(found.composition.resource["subject"])
    assert patient is not None
    assert patient.path == "Bundle.entry[1]"
    assert found.find({"reference": patient.url}) == patient
    assert found.find({"reference": "Patient/p/_history/2"}) == patient
    assert found.find({"reference": "Patient/q"}) is None
    assert found.find("Patient/p") is None
    assert read_document(b"\xef\xbb\xbf" + content(document())).entries == found.entries


@pytest.mark.parametrize(
    ("sent", "fault", "path"),
    [
        (b"", Fault.EMPTY, ""),
        (b" \n", Fault.EMPTY, ""),
        (b'\xef\xbb\xbf <?xml version="1.0"?><Bundle/>', Fault.XML, ""),
        (b"\xff\xfe{\x00}", Fault.UNREADABLE, ""),
        (b"{", Fault.UNREADABLE, ""),
        (b'{"a": NaN}', Fault.UNREADABLE, ""),
        (b'{"a": ' + b"9" * 5000 + b"}", Fault.UNREADABLE, ""),
        (b"[" * 100_000, Fault.DEEP, ""),
        (b"[]", Fault.KIND, "Bundle"),
        (b"x" * (MOST_BYTES + 1), Fault.LARGE, ""),
        (b'{"resourceType": "Bundle", "type": "document", "type": "batch"}', Fault.TWICE, "type"),
        (content({"resourceType": "Patient"}), Fault.KIND, "Bundle"),
        (content(document(type="transaction")), Fault.KIND, "Bundle.type"),
        (content(document(type=["document"])), Fault.KIND, "Bundle.type"),
        (content(document(implicitRules="urn:x")), Fault.MODIFIED, "Bundle.implicitRules"),
        (content(document(identifier={"value": "1"})), Fault.MISSING, "Bundle.identifier"),
        (content(document(timestamp=None)), Fault.MISSING, "Bundle.timestamp"),
        (content(document(entry=[])), Fault.MISSING, "Bundle.entry"),
        (content(document(entry={"fullUrl": "x"})), Fault.MISSING, "Bundle.entry"),
        (content(document(entry=[{}] * (MOST_ENTRIES + 1))), Fault.MANY, ""),
        (content(document(entry=["x"])), Fault.KIND, "Bundle.entry[0]"),
        (content(document(language="a\0b")), Fault.NO_TEXT, "Bundle.language"),
        (b'{"resourceType": "\\ud800"}', Fault.NO_TEXT, "Bundle.resourceType"),
        (with_entry(lambda rows: rows[1].pop("fullUrl")), Fault.MISSING, "Bundle.entry[1].fullUrl"),
        (with_entry(lambda rows: rows[1].pop("resource")), Fault.MISSING,
         "Bundle.entry[1].resource"),
        (with_entry(lambda rows: rows.reverse()), Fault.KIND, "Bundle.entry[0].resource"),
        (with_entry(lambda rows: rows.append(rows[1])), Fault.TWICE, "Bundle.entry[2].fullUrl"),
        (with_entry(lambda rows: rows.pop()), Fault.OUTSIDE, "Composition.subject"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_document_is_named_by_its_place(
    sent: bytes, fault: Fault, path: str
) -> None:
    assert wrong(sent) == (fault, path)


def test_a_document_which_is_nested_too_deep_is_refused_and_one_less_deep_is_not() -> None:
    assert len(read_document(content(document(extension=nested(30)))).entries) == 2
    assert wrong(content(document(extension=nested(60))))[0] == Fault.DEEP


def test_two_entries_of_one_number_are_refused_even_under_other_addresses() -> None:
    def change(rows: list[Json]) -> None:
        rows.append({"fullUrl": "urn:uuid:other", "resource": dict(rows[1]["resource"])})

    assert wrong(with_entry(change)) == (Fault.TWICE, "Bundle.entry[2].fullUrl")


def test_a_section_which_leads_out_of_the_document_is_refused() -> None:
    def change(rows: list[Json]) -> None:
        rows[0]["resource"]["section"] = [{}, {"entry": [{"reference": "Condition/9"}]}]

    assert wrong(with_entry(change)) == (Fault.OUTSIDE, "Composition.section[1].entry[0]")


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(JSONS, st.sampled_from(["identifier", "timestamp", "entry", "type", "x"]))
def test_whatever_stands_in_a_document_it_is_read_or_refused(value: object, name: str) -> None:
    for sent in (content(value), content(document(**{name: value}))):
        with suppress(Faulty):
            read_document(sent)
