"""Treatment abroad at the expense of the state."""
