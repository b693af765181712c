"""Reads of telemedicine, by noun; frozen rows, never models."""
