"""Writes of the watch over critical patients, by noun."""
