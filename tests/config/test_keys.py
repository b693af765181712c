from pathlib import Path

import pytest

from qanat.config import keys
from qanat.ops.clusters import cluster_of
from qanat.ops.troubles import TroubleError


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QANAT_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("qanat.ops.clusters.SHARED_CLUSTERS", tmp_path / "clusters")
    return tmp_path / "home"


def with_a_database(home: Path) -> None:
    data = cluster_of(home).data
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("18\n")


def test_keys_are_made_once_for_their_owner_alone(home: Path) -> None:
    first = (keys.identifier_keys(), keys.blind_index_key(), keys.audit_signing_key())
    assert first == (keys.identifier_keys(), keys.blind_index_key(), keys.audit_signing_key())
    assert keys.secret_key() == keys.secret_key()
    keys.web_push_key()
    for path in (home / "keys", *(home / "keys").rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_key_has_256_bits_and_its_id_fits_two_bytes(home: Path) -> None:
    key_id = keys.current_identifier_key_id()
    assert 1 <= key_id <= 32_767
    assert len(keys.identifier_keys()[key_id]) == 32
    assert len(keys.blind_index_key()) == 32
    assert len(keys.audit_signing_key()) == 32


def test_an_older_identifier_key_is_still_known(home: Path) -> None:
    current = keys.current_identifier_key_id()
    other = 1 if current != 1 else 2
    text = (home / "keys" / "identifiers" / f"{current}.key").read_text()
    (home / "keys" / "identifiers" / f"{other}.key").write_text(text)
    assert set(keys.identifier_keys()) == {current, other}


@pytest.mark.parametrize("name", ["identifiers/current", "blind_index", "audit_signing"])
def test_a_lost_key_of_a_database_is_never_replaced(home: Path, name: str) -> None:
    keys.identifier_keys()
    keys.blind_index_key()
    keys.audit_signing_key()
    with_a_database(home)
    (home / "keys" / name).unlink()
    with pytest.raises(TroubleError, match=rf"keys/{name} is missing.*safe copy"):
        (keys.identifier_keys(), keys.blind_index_key(), keys.audit_signing_key())
    assert not (home / "keys" / name).exists()


def test_a_lost_session_secret_only_signs_everybody_out(home: Path) -> None:
    before = keys.secret_key()
    with_a_database(home)
    (home / "keys" / "django_secret").unlink()
    assert keys.secret_key() != before
