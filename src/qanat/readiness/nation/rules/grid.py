"""Where each region stands among equal tiles: roughly as on the map, cities by their regions."""

from typing import Final

GRID: Final = {
    "KZ-39": (2, 0), "KZ-59": (3, 0), "KZ-71": (4, 0), "KZ-55": (5, 0),
    "KZ-27": (0, 1), "KZ-15": (1, 1), "KZ-11": (3, 1), "KZ-35": (4, 1), "KZ-10": (5, 1),
    "KZ-63": (6, 1),
    "KZ-23": (0, 2), "KZ-62": (3, 2), "KZ-33": (6, 2),
    "KZ-47": (0, 3), "KZ-43": (2, 3), "KZ-61": (3, 3), "KZ-31": (4, 3), "KZ-19": (5, 3),
    "KZ-75": (6, 3), "KZ-79": (3, 4),
}  # fmt: skip
