"""Bring in what every installation starts with, and what the demonstration adds."""

import hashlib
from pathlib import Path
from typing import Final

from qanat.ops import facts
from qanat.ops.progress import Progress
from qanat.ops.troubles import TroubleError

SOURCE: Final = Path(__file__).resolve().parents[1]
MADE_FROM: Final = frozenset({".py", ".csv", ".json", ".tsv"})
NOT_MADE_FROM: Final = frozenset({"__pycache__", "static", "templates", "locale"})


def install_reference(progress: Progress) -> None:
    """Bring in the reference data of this version, unless it is there."""
    from qanat.ops import seed

    mark = digest_of(SOURCE)
    if facts.fact(facts.REFERENCE) != mark:
        seed.install_reference(progress)
        facts.note(facts.REFERENCE, mark)


def open_demo(progress: Progress) -> None:
    """Make this data folder a demonstration and bring its shift up to now.

    Raises:
        TroubleError: if it holds real records.
    """
    from qanat.ops import seed_demo

    if facts.fact(facts.DEMO) != "1":
        _refuse_real_records()
        facts.note(facts.DEMO, "1")
    keep_marking()
    seed_demo.live_shift(progress)


def is_demo() -> bool:
    """Tell whether this data folder was made for the demonstration."""
    return facts.fact(facts.DEMO) == "1"


def keep_marking() -> None:
    """Have every record of a demonstration marked as synthetic, whoever makes it and how."""
    from qanat.foundation.synthetic import mark_everything

    if is_demo():
        mark_everything()


def digest_of(root: Path) -> str:
    """Return the hash of the code and data below a folder, from which reference data is made."""
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.suffix in MADE_FROM and not NOT_MADE_FROM & set(path.parts):
            digest.update(f"{path.relative_to(root)}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _refuse_real_records() -> None:
    from django.contrib.auth import get_user_model

    from qanat.foundation.access.states import AccountKind

    people = get_user_model().objects.filter(kind=AccountKind.PERSON, is_demo=False)
    if people.exists():
        raise TroubleError(
            "This data folder holds real accounts; the demonstration would mix synthetic records "
            "into it. Name another folder: qanat demo --data FOLDER (make demo DATA=FOLDER)."
        )
