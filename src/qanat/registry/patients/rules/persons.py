"""Tell one person from another."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells one person from another.

    Attributes:
        iin: hash of the IIN, if it can identify.
        documents: hashes of documents.
        name: folded name with date of birth and, for twins, the order of birth; "" if name or
            date is missing.
    """

    iin: bytes | None = None
    documents: frozenset[bytes] = frozenset()
    name: str = ""


def group_same_persons(identities: Sequence[Identity]) -> list[int]:
    """Tell which of many descriptions are of one person.

    Same IIN, else same document, else same name and date of birth: two descriptions are
    compared by the first of these which both have. One that fits several persons is of nobody
    in particular and stands for a person of its own; nobody can tell which of them is meant.

    Returns:
        For each description the index of the first one of the same person.

    Source:
        docs/sources.md#counting-persons
    """
    groups = _Groups(len(identities))
    _join(groups, [[one.iin] if one.iin else [] for one in identities])
    _join_documents(groups, identities)
    _join_named_documents(groups, identities)
    _join_bare_names(groups, identities)
    return [groups.first(index) for index in range(len(identities))]


class _Groups:
    """Sets of indices which only ever grow together, each known by its first member."""

    def __init__(self, size: int) -> None:
        self._parents = list(range(size))

    def first(self, index: int) -> int:
        parents = self._parents
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    def join(self, one: int, other: int) -> None:
        one, other = self.first(one), self.first(other)
        self._parents[max(one, other)] = min(one, other)


def _join(groups: _Groups, keys: Sequence[Collection[Hashable]]) -> None:
    """Join every two descriptions which share a key."""
    owner: dict[Hashable, int] = {}
    for index, own in enumerate(keys):
        for key in own:
            groups.join(owner.setdefault(key, index), index)


def _join_one(
    groups: _Groups, owners: Mapping[Hashable, Collection[int]], keys: Collection[Hashable], at: int
) -> bool:
    """Join a description to the group which owns its keys, if there is exactly one."""
    found = {groups.first(owner) for key in keys for owner in owners.get(key, ())}
    if len(found) != 1:
        return False
    groups.join(found.pop(), at)
    return True


def _join_documents(groups: _Groups, identities: Sequence[Identity]) -> None:
    """Join those without IIN to the one owner of their document, else to each other."""
    owners: defaultdict[Hashable, list[int]] = defaultdict(list)
    for index, one in enumerate(identities):
        for document in one.documents if one.iin else ():
            owners[document].append(index)
    loose: list[Collection[Hashable]] = [()] * len(identities)
    for index, one in enumerate(identities):
        if not one.iin and one.documents and not _join_one(groups, owners, one.documents, index):
            loose[index] = one.documents
    _join(groups, loose)


def _join_named_documents(groups: _Groups, identities: Sequence[Identity]) -> None:
    """Join holders of a document alone to the one holder of an IIN alone with their name."""
    of_group: dict[int, list[Identity]] = {}
    for index, one in enumerate(identities):
        of_group.setdefault(groups.first(index), []).append(one)
    owners: defaultdict[Hashable, list[int]] = defaultdict(list)
    seekers: defaultdict[str, list[int]] = defaultdict(list)
    for first, members in of_group.items():
        has_iin = any(one.iin for one in members)
        has_document = any(one.documents for one in members)
        for name in {one.name for one in members if one.name}:
            if has_iin and not has_document:
                owners[name].append(first)
            elif has_document and not has_iin:
                seekers[name].append(first)
    for name, seeking in seekers.items():
        if len(seeking) == 1:
            _join_one(groups, owners, [name], seeking[0])


def _join_bare_names(groups: _Groups, identities: Sequence[Identity]) -> None:
    """Join those without any number to the one person of their name, else to each other."""
    owners: defaultdict[Hashable, list[int]] = defaultdict(list)
    for index, one in enumerate(identities):
        if one.name and (one.iin or one.documents):
            owners[one.name].append(index)
    loose: list[Collection[Hashable]] = [()] * len(identities)
    for index, one in enumerate(identities):
        is_bare = one.name and not one.iin and not one.documents
        if is_bare and not _join_one(groups, owners, [one.name], index):
            loose[index] = [one.name]
    _join(groups, loose)
