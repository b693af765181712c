"""Words of access control: permissions, scopes and roles, as plain values."""

from dataclasses import dataclass
from enum import StrEnum

from qanat.foundation.refusals import Text


class ScopeKind(StrEnum):
    """What a grant of a role is limited to."""

    NATION = "nation"
    REGION = "region"
    ORGANISATION = "organisation"
    OPERATOR = "operator"
    COUNTRY = "country"
    CLINIC = "clinic"
    """A hospital abroad."""
    PROFILE = "profile"
    """Own patients: of orders to a medical specialty, and of what one has taken oneself."""


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing that may be allowed."""

    name: str
    label: Text


@dataclass(frozen=True, slots=True)
class Role:
    """A set of permissions that is given to people, within one kind of scope."""

    code: str
    label: Text
    scope: ScopeKind
    permissions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows a permission reaches.

    ``regions`` hold ISO 3166-2 codes, ``organisations`` ids of facilities, ``operators``
    ids of aircraft operators, ``countries`` ISO 3166-1 alpha-2 codes, ``profiles`` codes of medical
    specialties: who holds one reaches the records of his own work (``foundation.own``);
    ``clinics`` ids of hospitals abroad.
    """

    nation: bool = False
    regions: frozenset[str] = frozenset()
    organisations: frozenset[int] = frozenset()
    operators: frozenset[int] = frozenset()
    countries: frozenset[str] = frozenset()
    profiles: frozenset[str] = frozenset()
    clinics: frozenset[int] = frozenset()

    @property
    def only_organisation(self) -> int | None:
        """The organisation of those who work for a single one: what their forms begin with."""
        is_one = len(self.organisations) == 1 and not self.nation
        return next(iter(self.organisations)) if is_one else None

    def __or__(self, other: "Scope") -> "Scope":
        """Join two scopes."""
        return Scope(
            self.nation or other.nation,
            self.regions | other.regions,
            self.organisations | other.organisations,
            self.operators | other.operators,
            self.countries | other.countries,
            self.profiles | other.profiles,
            self.clinics | other.clinics,
        )

    def __bool__(self) -> bool:
        """Tell whether the scope reaches anything at all."""
        return self != NOTHING


NATION = Scope(nation=True)
NOTHING = Scope()
