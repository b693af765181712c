"""Reads of the figures of treatment abroad."""
