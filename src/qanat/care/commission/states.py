"""Words of a commission, and the lives of its records."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.care.commission.permissions import KEEP, PRESIDE, SIGN
from qanat.foundation.lifecycle import Lifecycle, Move


class Group(models.TextChoices):
    """Whom a member speaks for."""

    MINISTRY = "ministry", pgettext_lazy("member", "Ministry")
    NGO = "ngo", pgettext_lazy("member", "Non-governmental organisation")
    PHYSICIAN = "physician", pgettext_lazy("member", "Physician")


class Seat(models.TextChoices):
    """What somebody is in a commission."""

    CHAIR = "chair", pgettext_lazy("seat", "Chair")
    DEPUTY = "deputy", pgettext_lazy("seat", "Deputy chair")
    MEMBER = "member", pgettext_lazy("seat", "Member")
    SECRETARY = "secretary", pgettext_lazy("seat", "Secretary")


VOTING: Final = (Seat.CHAIR, Seat.DEPUTY, Seat.MEMBER)
"""Seats which have a vote; the secretary has none."""
PRESIDING: Final = (Seat.CHAIR, Seat.DEPUTY)


class Kind(models.TextChoices):
    """How a commission comes together."""

    ORDINARY = "ordinary", pgettext_lazy("sitting", "Sitting")
    WRITTEN = "written", pgettext_lazy("sitting", "Written vote")


class Outcome(models.TextChoices):
    """What is decided of a matter."""

    ABROAD = "abroad", pgettext_lazy("decision", "Treatment abroad")
    SPECIALIST = "specialist", pgettext_lazy("decision", "A foreign specialist is invited")
    HOME = "home", pgettext_lazy("decision", "Treatment at home")
    REFUSE = "refuse", pgettext_lazy("decision", "Refused")
    DEFER = "defer", pgettext_lazy("decision", "Deferred")
    MORE = "more", pgettext_lazy("decision", "Longer or dearer treatment granted")
    NO_MORE = "no_more", pgettext_lazy("decision", "Longer or dearer treatment not granted")


FURTHER: Final = (Outcome.MORE, Outcome.NO_MORE)
"""What is decided when a treatment which was granted takes more."""
USUAL: Final = tuple(one for one in Outcome if one not in FURTHER)
"""What may be decided of a matter, unless its owner says otherwise."""


class Why(models.TextChoices):
    """Why somebody may not vote on a matter."""

    SAME_ORGANISATION = "same_organisation", pgettext_lazy("conflict", "Works where it comes from")
    TREATED = "treated", pgettext_lazy("conflict", "Treated the patient earlier")
    KIN = "kin", pgettext_lazy("conflict", "Related to somebody concerned")
    INTEREST = "interest", pgettext_lazy("conflict", "Has an interest in a clinic that offers")
    OTHER = "other", pgettext_lazy("conflict", "Another reason")


class Heard(models.TextChoices):
    """How the applicant was heard."""

    IN_PERSON = "in_person", pgettext_lazy("hearing", "In person")
    REMOTE = "remote", pgettext_lazy("hearing", "By video or telephone")
    WRITTEN = "written", pgettext_lazy("hearing", "In writing")
    ABSENT = "absent", pgettext_lazy("hearing", "Was invited in time and did not come")


class Missing(models.TextChoices):
    """Why somebody who was free to vote did not."""

    ABSENT = "absent", pgettext_lazy("vote", "Was not there")
    SILENT = "silent", pgettext_lazy("vote", "Was there and did not vote")


NOT_CAST: Final = {**dict(Why.choices), **dict(Missing.choices)}
"""Why members may not vote, or did not."""


class PaperKind(models.TextChoices):
    """What is signed."""

    MINUTES = "minutes", pgettext_lazy("paper", "Minutes")
    LETTER = "letter", pgettext_lazy("paper", "Letter of decision")


class SittingState(models.TextChoices):
    """Where a sitting stands."""

    PLANNED = "planned", pgettext_lazy("sitting", "Planned")
    OPEN = "open", pgettext_lazy("sitting", "Open")
    CLOSED = "closed", pgettext_lazy("sitting", "Closed")
    SIGNED = "signed", pgettext_lazy("sitting", "Signed")
    CANCELLED = "cancelled", pgettext_lazy("sitting", "Cancelled")


class ItemState(models.TextChoices):
    """Where a matter stands."""

    ON_AGENDA = "on_agenda", pgettext_lazy("matter", "On the agenda")
    HEARING = "hearing", pgettext_lazy("matter", "Heard now")
    VOTING = "voting", pgettext_lazy("matter", "Voted on")
    DECIDED = "decided", pgettext_lazy("matter", "Decided")
    WITHDRAWN = "withdrawn", pgettext_lazy("matter", "Withdrawn")


UNDECIDED: Final = (ItemState.ON_AGENDA, ItemState.HEARING, ItemState.VOTING)
DISCUSSED: Final = (ItemState.HEARING, ItemState.VOTING)

SITTING: Final = Lifecycle(
    name="commission_sitting",
    states=SittingState,
    start=SittingState.PLANNED,
    moves=(
        Move(
            "open",
            pgettext_lazy("sitting", "Open the sitting"),
            frozenset({SittingState.PLANNED}),
            SittingState.OPEN,
            PRESIDE,
        ),
        Move(
            "close",
            pgettext_lazy("sitting", "Close the sitting"),
            frozenset({SittingState.OPEN}),
            SittingState.CLOSED,
            PRESIDE,
        ),
        Move(
            "sign", _("Sign the minutes"), frozenset({SittingState.CLOSED}), SittingState.SIGNED,
            SIGN,
        ),
        Move(
            "cancel",
            pgettext_lazy("sitting", "Cancel the sitting"),
            frozenset({SittingState.PLANNED}),
            SittingState.CANCELLED,
            KEEP,
            "cancel_sitting",
        ),
    ),
)  # fmt: skip

ITEM: Final = Lifecycle(
    name="commission_item",
    states=ItemState,
    start=ItemState.ON_AGENDA,
    moves=(
        Move(
            "hear",
            pgettext_lazy("matter", "Hear the matter"),
            frozenset({ItemState.ON_AGENDA}),
            ItemState.HEARING,
            PRESIDE,
        ),
        Move(
            "put_off",
            pgettext_lazy("matter", "Put off to another sitting"),
            frozenset({ItemState.HEARING}),
            ItemState.ON_AGENDA,
            PRESIDE,
            done=pgettext_lazy("history", "Put off to another sitting"),
        ),
        Move(
            "vote",
            pgettext_lazy("matter", "Have votes cast"),
            frozenset({ItemState.HEARING}),
            ItemState.VOTING,
            PRESIDE,
        ),
        Move(
            "reconsider",
            pgettext_lazy("matter", "Discuss again"),
            frozenset({ItemState.VOTING}),
            ItemState.HEARING,
            PRESIDE,
            "reconsider_item",
            pgettext_lazy("history", "Discussed again"),
        ),
        Move(
            "decide",
            pgettext_lazy("matter", "Count and decide"),
            frozenset({ItemState.VOTING}),
            ItemState.DECIDED,
            PRESIDE,
        ),
        Move(
            "withdraw",
            pgettext_lazy("matter", "Withdraw"),
            frozenset({ItemState.ON_AGENDA}),
            ItemState.WITHDRAWN,
            KEEP,
            "withdraw_item",
        ),
        Move(
            "withdraw_discussed",
            pgettext_lazy("matter", "Withdraw"),
            frozenset({ItemState.HEARING, ItemState.VOTING}),
            ItemState.WITHDRAWN,
            KEEP,
            "withdraw_item",
        ),
    ),
)
