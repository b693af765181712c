"""Fixtures of the pages; papers are signed by a certificate made for the tests."""

from pathlib import Path

import pytest
from pytest_django import Settings
from tests.response.dispatch.browsing import browse, people

from qanat.config.signing import _trial_signer

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
