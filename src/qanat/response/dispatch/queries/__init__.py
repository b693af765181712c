"""Reads of dispatch, by noun; frozen rows, never models."""
