"""Reads of hours, cost and declines."""
