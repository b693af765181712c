"""The world in which costs arise, and who looks at their pages."""

import pytest
from pytest_django import Settings
from tests.foundation.access.builders import Accounts


@pytest.fixture
def accounts(settings: Settings) -> Accounts:
    """Return a maker of accounts with the roles of costs."""
    settings.QANAT_ROLES = "tests.readiness.costs.roles.ROLES"
    return Accounts()
