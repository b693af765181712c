"""Writes of the ledger: publications and their figures, corrected by further versions."""

from qanat.readiness.ledger.commands.entering import (
    FigureDraft,
    PublicationDraft,
    correct_figure,
    enter_figure,
    enter_publication,
    withdraw_figure,
)
from qanat.readiness.ledger.commands.loading import load_ledger

__all__ = [
    "FigureDraft",
    "PublicationDraft",
    "correct_figure",
    "enter_figure",
    "enter_publication",
    "load_ledger",
    "withdraw_figure",
]
