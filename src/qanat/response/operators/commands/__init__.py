"""Writes of operators."""
