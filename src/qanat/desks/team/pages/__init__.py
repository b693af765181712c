"""Pages of the team's tablet."""
