"""Fixtures of the pages; papers are signed by a certificate made for the tests."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.utils.translation import get_language
from pytest_django import Settings
from tests.care.commission.builders import KIND
from tests.care.commission.seated import Commission, told_in
from tests.foundation.access.builders import Accounts
from tests.response.dispatch.browsing import browse, people

from qanat.care.commission import ports
from qanat.config.signing import _trial_signer
from qanat.foundation.actors import Actor

__all__ = ["browse", "people", "signer"]


@pytest.fixture
def signer(settings: Settings, tmp_path: Path) -> Path:
    """Set a certificate up; return its file: key, certificate, authority."""
    file = tmp_path / "signer.pem"
    file.write_text(_trial_signer())
    settings.QANAT_SIGNING_CERTIFICATE = settings.QANAT_SIGNING_KEY = str(file)
    settings.QANAT_SIGNING_PASSWORD = ""
    settings.QANAT_SIGNING_IS_TRIAL = True
    settings.QANAT_ADDRESS = "https://qanat.example"
    return file


@pytest.fixture
def owner() -> Iterator[None]:
    """Have somebody own the matters of the trial commission."""

    def to(_actor: Actor, _matter: UUID) -> ports.Addressee:
        told_in.append(get_language())
        return ports.Addressee(("Айгүл Ахметова", "Астана"), "Ерлан Ахметов, 2015")

    def about(_actor: Actor, _matter: UUID) -> list[ports.Section]:
        return [ports.Section("Summary", "Boy of eleven.\nMalformation.")]

    ports.add_owner(ports.Owner(KIND, "Trial", to, about))
    yield
    ports._OWNERS.pop(KIND)


@pytest.fixture
def commission(people: Accounts) -> Commission:
    """Return a commission whose members are signed in."""
    return Commission(people)
