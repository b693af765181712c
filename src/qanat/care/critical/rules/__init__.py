"""Decisions of the watch: values in, values out."""
