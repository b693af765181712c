"""What a migrated database looks like, as one hash of the code that makes it."""

import hashlib
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
MADE_FROM: Final = (
    "requirements/*.txt",
    "src/qanat/config/*.py",
    "src/qanat/foundation/**/*.py",
    "src/qanat/**/migrations/*.py",
    "src/qanat/**/models.py",
    "src/qanat/**/models/**/*.py",
    "src/qanat/**/states.py",
    "src/qanat/**/states/**/*.py",
    "src/qanat/**/apps.py",
    "tests/settings.py",
    "tests/foundation/testapp/**/*.py",
)


def shape() -> str:
    """Return the hash of all that decides what ``migrate`` makes."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in MADE_FROM for path in ROOT.glob(pattern)}):
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:32]
