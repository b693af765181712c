"""Reads of treatment abroad."""
