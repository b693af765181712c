"""Pages of the administrator's desk, and of everybody's own account."""
