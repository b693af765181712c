"""Between the tables and the planner of the engine, both ways."""

from qanat.response.dispatch.suggest.proposals import Proposal, Proposals, Wider, propose

__all__ = ["Proposal", "Proposals", "Wider", "propose"]
