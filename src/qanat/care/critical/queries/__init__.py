"""Reads of the watch, by noun; frozen rows, never models."""
