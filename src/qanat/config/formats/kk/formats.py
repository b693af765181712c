"""How numbers and days are written in Kazakh."""

from typing import Final

DECIMAL_SEPARATOR: Final = ","
THOUSAND_SEPARATOR: Final = "\u00a0"
NUMBER_GROUPING: Final = 3
DATE_FORMAT: Final = "d.m.Y"
TIME_FORMAT: Final = "H:i"
DATETIME_FORMAT: Final = "d.m.Y H:i"
SHORT_DATE_FORMAT: Final = "d.m.Y"
SHORT_DATETIME_FORMAT: Final = "d.m.Y H:i"
FIRST_DAY_OF_WEEK: Final = 1
