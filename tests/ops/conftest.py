"""A data folder of the test's own, and something worth keeping in the database."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from qanat.foundation.actors import SYSTEM
from qanat.foundation.audit.sealing import seal, sign_heads
from qanat.foundation.evidence import Evidence
from qanat.foundation.parameters import queries
from qanat.foundation.parameters.commands import NewVersion, set_parameter
from qanat.foundation.parameters.declarations import DECLARED, Declaration, declare
from qanat.foundation.parameters.states import Kind

from .processes import wait_until

KEY = "testing.kept_norm_min"


@pytest.fixture
def data_folder(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of this test, with keys in it."""
    monkeypatch.setattr("qanat.ops.clusters.SHARED_CLUSTERS", tmp_path / "clusters")
    home = tmp_path / "home"
    (home / "keys").mkdir(parents=True, mode=0o700)
    settings.QANAT_HOME = home
    settings.QANAT_AUDIT_HEADS = home / "audit" / "heads.jsonl"
    return home


@pytest.fixture
def kept_norm() -> Iterator[None]:
    """An audited value which a command wrote."""
    queries.forget()
    declare(
        Declaration(
            key=KEY,
            label="Kept",
            kind=Kind.NUMBER,
            default=30,
            unit="min",
            source="planning assumption",
            evidence=Evidence.ASSUMPTION,
        )
    )
    change_norm(31)
    yield
    del DECLARED[KEY]
    queries.forget()


def seal_everything() -> None:
    """Seal and sign the whole audit; transactions of other tests on this server are waited for."""

    def is_sealed() -> bool:
        seal(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT (SELECT count(*) FROM audit_entry)"
                " = (SELECT coalesce(sum(entries), 0) FROM audit_seal)"
            )
            return bool(cursor.fetchone()[0])

    wait_until(is_sealed)
    sign_heads(timezone.now())


def change_norm(value: int) -> None:
    """Write another value through the command."""
    version = NewVersion(
        value=value, valid_from=date(2026, 1, 1), source="Act 1", evidence=Evidence.ASSUMPTION
    )
    set_parameter(SYSTEM, key=KEY, version=version)
