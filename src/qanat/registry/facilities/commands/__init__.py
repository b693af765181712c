"""Writes of facilities."""

from qanat.registry.facilities.commands.editing import (
    AlreadyAble,
    CapabilityUnknown,
    LevelImpossible,
    UntilBeforeSince,
    add_capability,
    add_department,
    end_capability,
    state_beds,
    state_phone,
)
from qanat.registry.facilities.commands.loading import load_demo_phones, load_facilities

__all__ = [
    "AlreadyAble",
    "CapabilityUnknown",
    "LevelImpossible",
    "UntilBeforeSince",
    "add_capability",
    "add_department",
    "end_capability",
    "load_demo_phones",
    "load_facilities",
    "state_beds",
    "state_phone",
]
