"""Tables of clinics abroad."""

from qanat.care.clinics.models.clinics import (
    Accreditation,
    Clinic,
    ClinicFile,
    ClinicQuerySet,
    Method,
    RejectedClinic,
)
from qanat.care.clinics.models.quotas import Quota, QuotaPlace

__all__ = [
    "Accreditation",
    "Clinic",
    "ClinicFile",
    "ClinicQuerySet",
    "Method",
    "Quota",
    "QuotaPlace",
    "RejectedClinic",
]
