"""The product's settings, on a data folder and a database of this test run alone."""

import os
import tempfile
from pathlib import Path

# Tests never touch the database or the data folder of whoever runs them. Worker processes
# inherit the folder which the first process of the run has made.
os.environ.pop("QANAT_DATABASE_URL", None)
if "QANAT_TEST_RUN" not in os.environ:
    os.environ["QANAT_TEST_RUN"] = tempfile.mkdtemp(prefix="qanat-test-")
os.environ["QANAT_HOME"] = str(Path(os.environ["QANAT_TEST_RUN"]) / "home")

from qanat.config.settings import *  # noqa: F403
from tests.shape import shape

TEST_SHAPE = shape()
"""Taken before any code is loaded, by which a kept database is found again."""

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

QANAT_PARAMETERS_CHECK_S = 3600
"""What a process keeps is dropped between tests, not by time: counts of queries stay exact."""
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405

INSTALLED_APPS = [*INSTALLED_APPS, "tests.foundation.testapp"]  # noqa: F405
