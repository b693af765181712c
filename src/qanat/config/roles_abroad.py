"""The roles of treatment abroad: who prepares a case, who examines it, who decides."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.care.abroad import permissions as abroad
from qanat.care.clinics import permissions as clinics
from qanat.care.commission import permissions as commission
from qanat.care.funding import permissions as funding
from qanat.foundation.access_types import Role, ScopeKind
from qanat.foundation.parameters import permissions as parameters
from qanat.readiness.treatment import permissions as treatment
from qanat.registry.patients import permissions as patients
from qanat.registry.terminology import permissions as registry
from qanat.response.alerts import permissions as alerts

_BASIC: Final = frozenset({registry.READ, parameters.READ})

FIGURES: Final = frozenset({treatment.READ, treatment.EXPORT})
"""The figures of treatment abroad, and their files."""

ABROAD: Final[tuple[Role, ...]] = (
    Role(
        "referring",
        _("Physician who prepares treatment abroad"),
        ScopeKind.ORGANISATION,
        _BASIC | {abroad.SEE, abroad.PREPARE, patients.SEE, patients.REGISTER},
    ),
    Role(
        "health_department",
        _("Health department of a region (treatment abroad)"),
        ScopeKind.REGION,
        _BASIC
        | {
            abroad.SEE,
            abroad.PREPARE,
            abroad.PETITION,
            abroad.ALERTED,
            alerts.SEE,
            alerts.ACKNOWLEDGE,
            treatment.READ,
        },
    ),
    Role(
        "working_body",
        _("Working body of treatment abroad"),
        ScopeKind.NATION,
        _BASIC
        | {
            abroad.SEE,
            abroad.CHECK,
            abroad.CARRY,
            abroad.ALERTED,
            alerts.SEE,
            alerts.ACKNOWLEDGE,
            funding.SEE,
            funding.BILL,
            funding.RATE,
            clinics.SEE,
            clinics.EDIT,
        }
        | FIGURES,
    ),
    Role(
        "abroad_expert",
        _("Expert on treatment abroad"),
        ScopeKind.PROFILE,
        _BASIC | {abroad.OPINE},
    ),
    Role(
        "commission_secretary",
        _("Secretary of a commission"),
        ScopeKind.NATION,
        _BASIC | {commission.SEE, commission.KEEP, commission.PRESIDE},
    ),
    Role(
        "commission_chair",
        _("Chair of a commission, or deputy"),
        ScopeKind.NATION,
        _BASIC | {commission.SEE, commission.PRESIDE, commission.VOTE, commission.SIGN},
    ),
    Role(
        "commission_member",
        _("Member of a commission"),
        ScopeKind.NATION,
        _BASIC | {commission.SEE, commission.VOTE},
    ),
    Role(
        "finance",
        _("Finance of treatment abroad"),
        ScopeKind.NATION,
        _BASIC
        | {
            abroad.FUND,
            alerts.SEE,
            alerts.ACKNOWLEDGE,
            funding.SEE,
            funding.BUDGET,
            funding.COMMIT,
            funding.PAY,
            funding.BILL,
            funding.RATE,
            clinics.SEE,
            clinics.EDIT,
        },
    ),
    Role(
        "foreign_clinic",
        _("Clinic abroad"),
        ScopeKind.CLINIC,
        frozenset({abroad.CLINIC}),
    ),
    Role(
        "invoicing_system",
        _("Invoices of treatment abroad (another system)"),
        ScopeKind.NATION,
        frozenset({funding.SEE, funding.BILL}),
    ),
)
