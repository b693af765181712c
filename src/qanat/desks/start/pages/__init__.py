"""Pages of the start."""
