"""Pages of the money of treatment abroad."""
