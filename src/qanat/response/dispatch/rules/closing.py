"""What is still to be recorded of a patient who was handed over."""

from typing import Final

RECEIVER: Final = "receiver"
CONSENT: Final = "consent"
OUTCOME: Final = "outcome"
SERVICE: Final = "service"


def not_recorded(
    *,
    is_carried: bool,
    has_receiver: bool,
    has_consent: bool,
    has_outcome: bool,
    has_service: bool,
) -> tuple[str, ...]:
    """Return what nobody has recorded yet; only who was carried has a receiving hospital."""
    missing = (
        (RECEIVER, is_carried and not has_receiver),
        (CONSENT, not has_consent),
        (OUTCOME, not has_outcome),
        (SERVICE, not has_service),
    )
    return tuple(name for name, is_missing in missing if is_missing)
