"""Money in whole tiyn."""

from typing import Final

HOUR_S: Final = 3600


def cost_tiyn(seconds: int, price_per_hour_tiyn: int) -> int:
    """Return the price of a time in whole tiyn, rounded half up.

    Raises:
        ValueError: if either is negative.
    """
    if seconds < 0 or price_per_hour_tiyn < 0:
        raise ValueError("time and price must not be negative")
    return (2 * seconds * price_per_hour_tiyn + HOUR_S) // (2 * HOUR_S)
