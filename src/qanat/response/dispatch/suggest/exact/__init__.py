"""The exact planner (``engine.kbest``) asked about the nation of the tables, as it is now."""

from qanat.response.dispatch.suggest.exact.asking import Exact, ask_exactly
from qanat.response.dispatch.suggest.exact.keeping import KEEPER

__all__ = ["KEEPER", "Exact", "ask_exactly"]
