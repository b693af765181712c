"""Describe a fault without what it holds: values in messages may be personal."""

import traceback
from pathlib import Path

from qanat.foundation.refusals import Refusal


def described(error: BaseException) -> str:
    """Return the class of an error and the line of ours where it arose."""
    name = f"{type(error).__name__} {error}" if isinstance(error, Refusal) else type(error).__name__
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if "qanat" in Path(f.filename).parts] or frames
    return f"{name} at {Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else name
