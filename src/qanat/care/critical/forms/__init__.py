"""Forms of the watch, by noun."""
