"""Pages of the national report."""
