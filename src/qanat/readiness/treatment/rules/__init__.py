"""Decisions about figures of treatment abroad: values in, values out."""
