"""Tables of treatment abroad."""

from qanat.care.abroad.models.cases import Appeal, Case, CaseDecision, CaseQuerySet
from qanat.care.abroad.models.documents import Judgement, Opening, Paper
from qanat.care.abroad.models.experts import Task, TaskQuerySet
from qanat.care.abroad.models.offers import Offer

__all__ = [
    "Appeal",
    "Case",
    "CaseDecision",
    "CaseQuerySet",
    "Judgement",
    "Offer",
    "Opening",
    "Paper",
    "Task",
    "TaskQuerySet",
]
