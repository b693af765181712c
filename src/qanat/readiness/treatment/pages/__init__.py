"""Pages of the figures of treatment abroad."""
