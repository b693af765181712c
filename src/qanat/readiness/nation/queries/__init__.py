"""Reads of the national report."""
