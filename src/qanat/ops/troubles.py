"""What may be wrong with an installation."""


class TroubleError(RuntimeError):
    """Something outside the program is wrong; the text says what, and how to mend it."""
