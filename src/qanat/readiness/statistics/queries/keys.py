"""The keys of figures and dimensions, for the contexts above."""

from qanat.readiness.statistics.rules.counting.figures import Counts, Dimension, Figure

__all__ = ["Counts", "Dimension", "Figure"]
