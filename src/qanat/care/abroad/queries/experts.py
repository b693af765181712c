"""Of which specialty an expert is, as his role was given."""

from datetime import datetime

from qanat.care.abroad.permissions import OPINE
from qanat.foundation.access.queries.contacts import places_of_holders
from qanat.foundation.access_types import ScopeKind
from qanat.registry.terminology.queries import choices


def expert_specialties(now: datetime) -> dict[int, str]:
    """Return the specialties of experts in words, by their accounts."""
    words = {str(code): str(name) for code, name in choices("specialty")}
    held = places_of_holders(OPINE, ScopeKind.PROFILE, now)
    return {pk: ", ".join(words.get(code, code) for code in codes) for pk, codes in held.items()}
