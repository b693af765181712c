"""The keys of figures and dimensions, for the contexts above."""

from qanat.readiness.treatment.rules.figures import MONEY, Dimension, Figure

__all__ = ["MONEY", "Dimension", "Figure"]
