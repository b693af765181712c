"""Forms of dispatch, by noun."""
