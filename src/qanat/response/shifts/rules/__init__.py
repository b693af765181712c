"""Decisions of shifts: values in, values out."""
