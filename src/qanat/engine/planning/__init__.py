"""Ways to definitive care: by road, by air, by both, or by a specialist flown in."""

from qanat.engine.planning.plans import Plan, Plans
from qanat.engine.planning.problem import Problem
from qanat.engine.planning.search import ENGINE_VERSION, plan

__all__ = ["ENGINE_VERSION", "Plan", "Plans", "Problem", "plan"]
