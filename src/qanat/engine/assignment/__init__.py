"""Many requests to many units at once: the cheapest assignment, with its proof."""

from qanat.engine.assignment.assigning import ENGINE_VERSION, Assignment, assign
from qanat.engine.assignment.certificate import ProofError, check

__all__ = ["ENGINE_VERSION", "Assignment", "ProofError", "assign", "check"]
