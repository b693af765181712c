"""Reads of alerts, by noun; frozen rows, never models."""
