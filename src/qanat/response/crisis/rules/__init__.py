"""Decisions of mass-casualty incidents: values in, values out."""
