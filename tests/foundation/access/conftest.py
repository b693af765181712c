"""Roles, places and kinds of records of these tests."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from pytest_django import Settings
from tests.foundation.access.builders import Accounts

from qanat.foundation.access import places, records, session
from qanat.foundation.access.places import Place, register_places
from qanat.foundation.access.records import RecordKind
from qanat.foundation.access_types import ScopeKind

HOSPITALS = (
    Place("1", {"en": "Hospital of the first region"}, "KZ-10"),
    Place("2", {"en": "Hospital of the second region"}, "KZ-11"),
)
REGIONS = (Place("KZ-10", {"en": "First"}, "KZ-10"), Place("KZ-11", {"en": "Second"}, "KZ-11"))


@pytest.fixture(autouse=True)
def known_world(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Use the roles of these tests, two regions with a hospital each, and patients."""
    settings.QANAT_ROLES = "tests.foundation.access.roles.ROLES"
    settings.ROOT_URLCONF = "tests.foundation.access.urls"
    monkeypatch.setattr(places, "_places", {})
    for kind in list(records.RECORD_KINDS):
        monkeypatch.delitem(records._kinds, kind)
    register_places(ScopeKind.ORGANISATION, lambda: HOSPITALS)
    register_places(ScopeKind.REGION, lambda: REGIONS)
    patients = RecordKind("patient", "Patient", "/patients/{}/".format)
    monkeypatch.setitem(records._kinds, "patient", patients)
    session.forget()
    yield
    session.forget()


@pytest.fixture
def make(db: None) -> Accounts:
    """Make accounts."""
    return Accounts()


@pytest.fixture
def fresh_counts(db: None) -> None:
    """Forget what was counted of earlier attempts, and which codes were used."""
    cache.clear()
