"""Decisions about weather: what a report says, and whether it lets aircraft fly."""
