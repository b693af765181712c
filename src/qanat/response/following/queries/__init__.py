"""Reads of flight following."""
