"""The lives of clinics abroad and of places of a quota."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.care.clinics.permissions import EDIT
from qanat.foundation.lifecycle import Lifecycle, Move


class ClinicState(models.TextChoices):
    """Whether patients are sent to a clinic."""

    ACTIVE = "active", pgettext_lazy("clinic", "Patients are sent there")
    SUSPENDED = "suspended", pgettext_lazy("clinic", "Suspended")


_C = ClinicState

CLINIC: Final = Lifecycle(
    name="clinic_abroad",
    states=ClinicState,
    start=_C.ACTIVE,
    moves=(
        Move(
            "suspend",
            pgettext_lazy("move", "Suspend"),
            frozenset({_C.ACTIVE}),
            _C.SUSPENDED,
            EDIT,
            "suspend_clinic",
        ),
        Move(
            "restore",
            pgettext_lazy("move", "Send patients again"),
            frozenset({_C.SUSPENDED}),
            _C.ACTIVE,
            EDIT,
            done=pgettext_lazy("history", "Patients are sent there again"),
        ),
    ),
)


class PlaceState(models.TextChoices):
    """What became of a place of a quota."""

    TAKEN = "taken", pgettext_lazy("place of a quota", "Taken")
    TREATED = "treated", pgettext_lazy("place of a quota", "Treated")
    UNTREATED = "untreated", pgettext_lazy("place of a quota", "Came back untreated")
    GIVEN_BACK = "given_back", pgettext_lazy("place of a quota", "Given back")


_P = PlaceState

PLACE: Final = Lifecycle(
    name="quota_place",
    states=PlaceState,
    start=_P.TAKEN,
    moves=(
        Move(
            "treat",
            pgettext_lazy("move", "Was treated"),
            frozenset({_P.TAKEN}),
            _P.TREATED,
            EDIT,
        ),
        Move(
            "return_untreated",
            pgettext_lazy("move", "Came back untreated"),
            frozenset({_P.TAKEN}),
            _P.UNTREATED,
            EDIT,
            "quota_untreated",
        ),
        Move(
            "give_back",
            _("Give the place back"),
            frozenset({_P.TAKEN}),
            _P.GIVEN_BACK,
            EDIT,
            "quota_given_back",
        ),
    ),
)


class Fault(models.TextChoices):
    """Why a row of a file of clinics is kept aside."""

    NO_NAME = "no_name", _("The clinic's name is missing.")
    NO_COUNTRY = "no_country", _("The country is missing or not known.")
    NO_CITY = "no_city", _("The town is missing.")
    NO_SOURCE = "no_source", _("It is not said who says so.")
    ACCREDITATION = "accreditation", _("The accreditation lacks its body or its days.")
    METHOD = "method", _("The method lacks its name, or its specialty is not of the list.")
    VOLUME = "volume", _("The volume is no whole number, or lacks its method or its year.")
    TOO_LONG = "too_long", _("A text is too long.")
