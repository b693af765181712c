"""Writes of treatment abroad."""
