"""Which mentions of patients are of one person."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qanat.foundation.tabular.cells import number_key
from qanat.readiness.statistics.rules.journal.people import Patient

Key = tuple[object, ...]
Pairs = Iterable[tuple[Key, Key]]


@dataclass(frozen=True, slots=True)
class Sighting:
    """One mention of a patient: under which request, and at which place of its cell."""

    patient: Patient
    request: object
    seat: int = 0


def same_persons(sightings: Sequence[Sighting]) -> list[int]:
    """Tell which mentions are of one person.

    Two mentions are of one person if their IIN are the same; where one has none, if their
    documents are the same; where one has none, if normalised name and date of birth are the
    same. A mention that would fit two different persons this way stays apart. Without a date
    of birth a name tells a person only within one request, and so does an unknown person's
    place. The order does not matter.

    Returns:
        For each mention the number of its person, from 0.

    Source:
        docs/sources.md#counting-persons
    """
    iin_of_document = _only(
        ((number_key(one.patient.document),), ("iin", one.patient.iin))
        for one in sightings
        if one.patient.iin and one.patient.document
    )
    papers = [_by_papers(one.patient, iin_of_document) for one in sightings]
    alias = _same_name_other_papers(sightings, papers)
    strong = [alias.get(key, key) for key in papers]
    by_name = _only(_with_names(sightings, strong))
    numbers: dict[Key, int] = {}
    result = []
    for one, key in zip(sightings, strong, strict=True):
        person = key or _by_name(one, by_name)
        result.append(numbers.setdefault(person, len(numbers)))
    return result


def _gathered(pairs: Pairs) -> dict[Key, set[Key]]:
    found: dict[Key, set[Key]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return found


def _only(pairs: Pairs) -> dict[Key, Key]:
    """Keep what leads to one thing only."""
    gathered = _gathered(pairs).items()
    return {key: next(iter(values)) for key, values in gathered if len(values) == 1}


def _by_papers(patient: Patient, iin_of_document: dict[Key, Key]) -> Key:
    if patient.iin:
        return ("iin", patient.iin)
    if patient.document:
        document = (number_key(patient.document),)
        return iin_of_document.get(document, ("document", *document))
    return ()


def _named(patient: Patient) -> Key:
    """Return name and date of birth; nothing where one is missing."""
    return (patient.name_key, patient.born_on) if patient.name_key and patient.born_on else ()


def _with_names(sightings: Sequence[Sighting], keys: Sequence[Key]) -> Pairs:
    for one, key in zip(sightings, keys, strict=True):
        if key and (name := _named(one.patient)):
            yield name, key


def _same_name_other_papers(sightings: Sequence[Sighting], papers: Sequence[Key]) -> dict[Key, Key]:
    """Find holders of a document alone who have the name of one holder of an IIN alone."""
    documented = {
        key for one, key in zip(sightings, papers, strict=True) if key and one.patient.document
    }
    alias = {}
    for keys in _gathered(_with_names(sightings, papers)).values():
        owners = list(keys - documented)
        seekers = [key for key in keys if key[0] == "document"]
        if len(owners) == len(seekers) == 1:
            alias[seekers[0]] = owners[0]
    return alias


def _by_name(one: Sighting, by_name: dict[Key, Key]) -> Key:
    if named := _named(one.patient):
        return by_name.get(named, ("name", *named))
    return ("request", one.request, one.patient.name_key or one.seat)
