"""Between the tables and the planner of the engine, both ways."""

from qanat.response.dispatch.suggest.proposals import Proposal, Proposals, propose

__all__ = ["Proposal", "Proposals", "propose"]
