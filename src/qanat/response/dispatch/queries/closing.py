"""What is to be recorded before a request can be closed."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import pgettext_lazy

from qanat.foundation.refusals import Text
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.models.clinical import Decision
from qanat.response.dispatch.models.requests import Consent, Need
from qanat.response.dispatch.rules import closing
from qanat.response.dispatch.states import RequestState

WORDS: Final[dict[str, Text]] = {
    closing.RECEIVER: pgettext_lazy("closing", "receiving hospital"),
    closing.CONSENT: pgettext_lazy("closing", "consent"),
    closing.OUTCOME: pgettext_lazy("closing", "outcome"),
    closing.SERVICE: pgettext_lazy("closing", "service given on the mission"),
}


def is_carried(row: Request) -> bool:
    """Tell whether the patient is taken to another hospital, not a team or an organ."""
    return row.decision != Decision.FLY_SPECIALIST and row.need != Need.ORGAN


def is_served(row: Request) -> bool:
    """Tell whether a service stands in the record; without one a mission counts as no help."""
    return row.services.filter(cancelled_at=None).exists() or not row.served_by.exists()


def not_recorded(row: Request) -> tuple[str, ...]:
    """Return what is missing of a request whose patient was handed over; nothing of others."""
    if row.state != RequestState.HANDED_OVER:
        return ()
    return closing.not_recorded(
        is_carried=is_carried(row),
        has_receiver=row.accepting_facility_id is not None or bool(row.accepting_name),
        has_consent=row.consent != Consent.UNKNOWN,
        has_outcome=row.outcomes.exists() or not row.people.exists(),
        has_service=is_served(row),
    )


def in_words(missing: Iterable[str]) -> str:
    """Return what is missing as a list in words."""
    return ", ".join(str(WORDS.get(name, name)) for name in missing)
