"""Decisions of dispatch as plain functions of plain values."""
