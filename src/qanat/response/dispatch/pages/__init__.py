"""Pages of dispatch, by noun."""
