"""Reads of statistics: figures of any period, the records behind them, journals taken in."""
