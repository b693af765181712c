"""Checks of the key files: there, ours alone, and the right ones."""

import stat
from pathlib import Path
from typing import Final

from qanat.ops import keyring
from qanat.ops.checks.findings import Finding, failure, ok

OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def check_permissions(home: Path) -> Finding:
    """See that nobody else may read the keys."""
    folder = home / "keys"
    if not folder.is_dir():
        return failure(
            "keys",
            f"{folder} is missing",
            "Copy it back from your safe copy. A new installation makes it at its first start.",
        )
    loose = [str(path) for path in (folder, *folder.rglob("*")) if path.stat().st_mode & OTHERS]
    if loose:
        return failure(
            "keys", f"others may read {', '.join(sorted(loose))}", f"chmod -R go= {folder}"
        )
    return ok("keys", "only their owner reads the keys")


def check_right_keys() -> Finding:
    """See that the keys are those which the records were sealed with."""
    if lost := keyring.missing():
        names = ", ".join(f"{key.name} ({key.fingerprint})" for key in lost)
        return failure("sealed records", f"keys are missing: {names}", keyring.explain(lost))
    return ok("sealed records", f"all {len(keyring.noted())} keys are at hand")
