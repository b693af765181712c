"""What may be wrong with an installation."""

from typing import ClassVar


class TroubleError(RuntimeError):
    """Something outside the program is wrong; the text says what, and how to mend it."""

    exit_code: ClassVar[int] = 1


class UsageError(TroubleError):
    """What was asked for cannot be done as it was said: an option, a file, a setting."""

    exit_code = 2
