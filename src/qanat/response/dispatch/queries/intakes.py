"""A request as the values of its intake form."""

from qanat.foundation.secrets import decrypt
from qanat.response.dispatch.models import Request

PLAIN = (
    "need", "urgency", "channel", "received_at", "diagnosis", "icd10", "place", "caller_name",
    "caller_role", "cause", "onset_at", "gestation_weeks", "specialty", "altitude_limit_m",
    "escorts", "consent", "organ", "clamp_at", "needs", "companion", "contraindications",
    "accepting_name",
)  # fmt: skip


def intake_initial(row: Request) -> dict[str, object]:
    """Return the values with which the intake form of a request opens."""
    values: dict[str, object] = {name: getattr(row, name) for name in PLAIN}
    return values | {
        "region": row.region_id or "",
        "country": row.country_id,
        "coordinates": f"{row.lat}, {row.lon}" if row.lat is not None else "",
        "settlement": row.settlement_id,
        "sending_facility": row.sending_facility_id,
        "accepting_facility": row.accepting_facility_id,
        "airfield_abroad": row.receiving_airfield_id,
        "caller_phone": decrypt(bytes(row.caller_phone)) if row.caller_phone else "",
        "is_isolation_needed": "yes" if row.is_isolation_needed else "",
        "is_later_entry": "yes" if row.origin == "paper" else "",
    }
