"""Words of an imported journal: what became of a row, and why."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RowState(models.TextChoices):
    """What became of a row of a journal."""

    ACCEPTED = "accepted", pgettext_lazy("journal row", "Accepted")
    REJECTED = "rejected", pgettext_lazy("journal row", "Rejected")
    REPEATED = "repeated", pgettext_lazy("journal row", "Repeated")
    CONFLICT = "conflict", pgettext_lazy("journal row", "Conflict")


class Wish(models.TextChoices):
    """What is to be done with a file."""

    LOOK = "look", _("Look only")
    TAKE = "take", _("Take in")


class Fault(models.TextChoices):
    """Why a row was rejected: a figure would be wrong, or could not be dated or placed."""

    NO_REQUEST_NUMBER = "no_request_number", _("%(column)s: there is no request number.")
    MISSING = "missing", _("%(column)s: nothing is written.")
    BAD_ROW_NUMBER = "bad_row_number", _("%(column)s: “%(value)s” is not a whole number.")
    IMPOSSIBLE_DATE = "impossible_date", _("%(column)s: “%(value)s” is not a possible date.")
    FUTURE = "future", _("%(column)s: “%(value)s” has not come yet.")
    LANDED_BEFORE_TAKE_OFF = (
        "landed_before_take_off",
        _("%(column)s: landing “%(value)s” is before take-off “%(other)s”."),
    )
    UNKNOWN_REQUEST_KIND = (
        "unknown_request_kind",
        _("%(column)s: unknown kind of request “%(value)s”."),
    )
    UNKNOWN_SERVICE = "unknown_service", _("%(column)s: unknown kind of service “%(value)s”.")
    SERVICE_OF_OTHER_KIND = (
        "service_of_other_kind",
        _("%(column)s: “%(value)s” does not go with this kind of request."),
    )
    UNKNOWN_REGION = "unknown_region", _("%(column)s: unknown region “%(value)s”.")
    UNKNOWN_COUNTRY = "unknown_country", _("%(column)s: unknown country “%(value)s”.")
    UNKNOWN_LEVEL = "unknown_level", _("%(column)s: unknown level of flight “%(value)s”.")
    UNKNOWN_ROUTE = "unknown_route", _("%(column)s: unknown route “%(value)s”.")
    MISALIGNED = (
        "misaligned",
        _("%(column)s: “%(value)s” does not have one place for each patient."),
    )
    STRAY_QUOTE = "stray_quote", _("The row has a stray quotation mark.")
    TOO_LONG = "too_long", _("%(column)s: the text is too long (%(value)s characters).")
    OTHER_REGION = "other_region", _("%(column)s: “%(value)s” is not a region of yours.")
    EXTRA_CELLS = "extra_cells", _("The row has more cells than the table has columns.")
    AIRCRAFT_BUSY = (
        "aircraft_busy",
        _("%(column)s: aircraft %(value)s is on another flight at that time: %(other)s."),
    )
    CONFLICT = (
        "conflict",
        _("%(column)s: row %(value)s is already in the journal with other content."),
    )


class Doubt(models.TextChoices):
    """What looks wrong in an accepted row: no figure depends on it."""

    BAD_IIN = "bad_iin", _("%(column)s: “%(value)s” is not a valid IIN.")
    NO_AIRCRAFT = "no_aircraft", _("%(column)s: nothing is written.")
    BAD_NUMBER = "bad_number", _("%(column)s: “%(value)s” is not a number.")
    UNKNOWN_VALUE = "unknown_value", _("%(column)s: “%(value)s” is not in the list.")
    BORN_LATER = "born_later", _("%(column)s: “%(value)s” is after the request.")
    DIFFERS = "differs", _("%(column)s: “%(value)s” differs from row %(other)s of the same number.")
