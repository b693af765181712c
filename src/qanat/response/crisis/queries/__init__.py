"""Reads of mass-casualty incidents, by noun."""
