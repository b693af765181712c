"""Names of codes as they are shown."""

from qanat.registry.terminology.queries import names_of
from qanat.registry.workforce.states import DutyRole
from qanat.response.callout.states import Kind


def role_label(kind: Kind, code: str) -> str:
    """Return as what somebody is called: his duty in a crew, else his specialty."""
    if kind is Kind.CREW:
        return str(DutyRole(code).label) if code in DutyRole.values else code
    return names_of("specialty").get(code, code) if code else ""
