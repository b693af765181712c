"""Reads of shifts, by noun."""
