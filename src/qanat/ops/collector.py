"""The collector of garbage in a process that answers requests."""

import gc


def settle() -> None:
    """Leave what is loaded alone: it stays, and need not be looked at with every request."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
