"""Tables of treatment abroad."""

from qanat.care.abroad.models.carrying import Extension, FollowUp, Gift, Journey, Stay
from qanat.care.abroad.models.cases import Appeal, Case, CaseDecision, CaseQuerySet
from qanat.care.abroad.models.documents import Judgement, Opening, Paper
from qanat.care.abroad.models.experts import Task, TaskQuerySet
from qanat.care.abroad.models.extracts import HandedExtract
from qanat.care.abroad.models.offers import EarlierOffer, Offer, OfferQuerySet

__all__ = [
    "Appeal",
    "Case",
    "CaseDecision",
    "CaseQuerySet",
    "EarlierOffer",
    "Extension",
    "FollowUp",
    "Gift",
    "HandedExtract",
    "Journey",
    "Judgement",
    "Offer",
    "OfferQuerySet",
    "Opening",
    "Paper",
    "Stay",
    "Task",
    "TaskQuerySet",
]
