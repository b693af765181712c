"""Writes of mass-casualty incidents, by noun."""
