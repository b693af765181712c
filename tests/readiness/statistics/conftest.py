"""A country with its regions, for journals to be taken into, and the world of live work."""

import pytest
from tests.registry.builders import region
from tests.response.dispatch.browsing import browse, people

from qanat.readiness.statistics.rules.journal.places import REGIONS
from qanat.registry.places.models import Country

__all__ = ["browse", "people"]


@pytest.fixture
def country(db: None) -> None:
    """Put the country, its regions and the countries of the journals on record."""
    for code in sorted(REGIONS):
        region(code)
    Country.objects.bulk_create(
        Country(code=code, name={"en": code}) for code in ("TR", "KG", "KR", "EG")
    )
