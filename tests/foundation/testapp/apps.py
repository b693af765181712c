"""Tables on which the foundation is tested; installed in tests only."""

from django.apps import AppConfig


class TestAppConfig(AppConfig):
    __test__ = False
    name = "tests.foundation.testapp"
    label = "testapp"
