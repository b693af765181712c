"""Who pays: the patient never does."""

from dataclasses import dataclass
from typing import Final

RULE: Final = "code-2020-art-121"
AGREED: Final = frozenset({"TR", "AZ", "KG", "UZ", "TM", "HU"})
ENTITLED: Final = frozenset({"citizen", "kandas", "permanent", "refugee"})


@dataclass(frozen=True, slots=True)
class Entitlement:
    """The payer of a request, the rule that names him, and whether a person must look."""

    payer: str
    rule: str
    is_doubtful: bool = False


def payer_of(residency: str, citizenship: str) -> Entitlement:
    """Name the payer of an emergency request.

    Citizens, kandas, refugees and permanent residents: the guaranteed package. A citizen of a
    partner country: his country by agreement. Everybody else is flown too; the guaranteed
    package is named and a person looks at it.

    Source:
        docs/sources.md#entitlement
    """
    if residency in ENTITLED:
        return Entitlement("guaranteed", RULE)
    if citizenship in AGREED:
        return Entitlement("agreement", RULE, is_doubtful=True)
    return Entitlement("guaranteed", RULE, is_doubtful=residency != "unknown" or bool(citizenship))
