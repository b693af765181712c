"""Decisions about treatment abroad: values in, values out."""
