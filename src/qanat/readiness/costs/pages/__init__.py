"""Pages of hours, cost and declines."""
