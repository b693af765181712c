"""Two parameters which exist for these tests only."""

from collections.abc import Iterator
from typing import Final

import pytest

from qanat.foundation.evidence import Evidence
from qanat.foundation.parameters import queries
from qanat.foundation.parameters.declarations import DECLARED, Declaration, declare
from qanat.foundation.parameters.states import Kind

NORM: Final = Declaration(
    key="testing.review_norm_min",
    label="Time for a review",
    kind=Kind.NUMBER,
    default=30,
    unit="min",
    source="planning assumption",
    evidence=Evidence.ASSUMPTION,
    least=1,
    most=600,
)
SPEEDS: Final = Declaration(
    key="testing.speeds",
    label="Speeds",
    kind=Kind.TABLE,
    default={"car": 60, "plane": 400},
    source="planning assumption",
    evidence=Evidence.ASSUMPTION,
)


@pytest.fixture(autouse=True)
def _declared() -> Iterator[None]:
    queries.forget()
    for declaration in (NORM, SPEEDS):
        declare(declaration)
    yield
    for declaration in (NORM, SPEEDS):
        del DECLARED[declaration.key]
    queries.forget()
