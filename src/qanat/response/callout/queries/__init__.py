"""Reads of call-outs."""
