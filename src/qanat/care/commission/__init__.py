"""The commission: bodies, sittings, votes, decisions, papers."""
