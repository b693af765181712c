"""Writes of dispatch, by noun."""
