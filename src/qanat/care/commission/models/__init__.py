"""Tables of commissions."""

from qanat.care.commission.models.bodies import Body, BodyQuerySet, Member
from qanat.care.commission.models.items import Concern, Conflict, Item, ItemQuerySet
from qanat.care.commission.models.papers import CalendarFeed, Paper
from qanat.care.commission.models.sittings import Attendance, Sitting, SittingQuerySet
from qanat.care.commission.models.votes import MinorityOpinion, Reconsideration, Vote

__all__ = [
    "Attendance",
    "Body",
    "BodyQuerySet",
    "CalendarFeed",
    "Concern",
    "Conflict",
    "Item",
    "ItemQuerySet",
    "Member",
    "MinorityOpinion",
    "Paper",
    "Reconsideration",
    "Sitting",
    "SittingQuerySet",
    "Vote",
]
