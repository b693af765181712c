"""Decisions about who somebody is, as plain functions of plain values."""

from qanat.registry.patients.rules.doubts import Doubt, age_years, birth_of_age, identity_doubts
from qanat.registry.patients.rules.iin import IinReading, iin_control_digit, read_iin
from qanat.registry.patients.rules.likeness import Description, fits
from qanat.registry.patients.rules.numbers import (
    looks_like_national_id,
    plain_number,
    plain_phone,
)
from qanat.registry.patients.rules.persons import Identity, group_same_persons
from qanat.registry.patients.rules.searching import SearchTerms, read_search

__all__ = [
    "Description",
    "Doubt",
    "Identity",
    "IinReading",
    "SearchTerms",
    "age_years",
    "birth_of_age",
    "fits",
    "group_same_persons",
    "identity_doubts",
    "iin_control_digit",
    "looks_like_national_id",
    "plain_number",
    "plain_phone",
    "read_iin",
    "read_search",
]
