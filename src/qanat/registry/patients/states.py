"""Words with which a patient is described; each is stored as its code."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Sex(models.TextChoices):
    """Sex as it matters to care."""

    MALE = "male", pgettext_lazy("sex", "male")
    FEMALE = "female", pgettext_lazy("sex", "female")
    UNKNOWN = "unknown", pgettext_lazy("sex", "unknown")


class BirthPrecision(models.TextChoices):
    """How exactly the date of birth is known."""

    DAY = "day", _("exact")
    MONTH = "month", _("month and year")
    YEAR = "year", _("year only")
    ESTIMATED = "estimated", _("estimated by looks")
    UNKNOWN = "unknown", pgettext_lazy("date of birth", "unknown")


class Residency(models.TextChoices):
    """Class of residency: what the guaranteed package covers depends on it."""

    CITIZEN = "citizen", _("citizen")
    KANDAS = "kandas", _("kandas")
    PERMANENT = "permanent", _("permanent resident")
    REFUGEE = "refugee", _("refugee")
    EAEU_WORKER = "eaeu_worker", _("labour migrant of the EAEU")
    TEMPORARY = "temporary", _("temporary foreigner")
    UNKNOWN = "unknown", pgettext_lazy("residency", "unknown")


class IdentifierKind(models.TextChoices):
    """Kinds of numbers by which a person is known."""

    IIN = "iin", _("IIN")
    PASSPORT = "passport", _("passport")
    IDENTITY_CARD = "identity_card", _("identity card")
    RESIDENCE_PERMIT = "residence_permit", _("residence permit")
    STATELESS = "stateless", _("certificate of a stateless person")
    REFUGEE = "refugee", _("certificate of a refugee")
    KANDAS = "kandas", _("certificate of a kandas")
    BIRTH = "birth", _("birth certificate")
    NATIONAL_ID = "national_id", _("national number of another country")
    PHONE = "phone", _("phone")


class IinStatus(models.TextChoices):
    """What the check of an IIN says; it warns and never blocks."""

    VALID = "valid", pgettext_lazy("IIN", "valid")
    INVALID_CHECKSUM = "invalid_checksum", pgettext_lazy("IIN", "control digit is wrong")
    IMPOSSIBLE = "impossible", pgettext_lazy("IIN", "no such number")
    UNVERIFIABLE = "unverifiable", pgettext_lazy("IIN", "can't be checked")
    ABSENT = "absent", pgettext_lazy("IIN", "absent")


class Source(models.TextChoices):
    """Where a record came from."""

    ENTRY = "entry", _("typed in")
    JOURNAL = "journal", _("journal")
    PARTNER = "partner", _("other system")
    DEMO = "demo", _("demonstration")
