"""Writes of the workforce."""

from qanat.registry.workforce.commands.contacts import (
    ContactDraft,
    Of,
    end_contact,
    key_phones,
    need_reach,
    state_contact,
)
from qanat.registry.workforce.commands.demo import (
    DemoWorkforce,
    keep_demo_duties,
    load_demo_workforce,
)
from qanat.registry.workforce.commands.duties import (
    DutyDraft,
    Placed,
    cancel_duty,
    end_duty,
    extend_duty,
    start_duty,
)
from qanat.registry.workforce.commands.people import (
    PersonDraft,
    QualificationDraft,
    add_qualification,
    enrol_person,
    record_leaving,
    register_person,
)

__all__ = [
    "ContactDraft",
    "DemoWorkforce",
    "DutyDraft",
    "Of",
    "PersonDraft",
    "Placed",
    "QualificationDraft",
    "add_qualification",
    "cancel_duty",
    "end_contact",
    "end_duty",
    "enrol_person",
    "extend_duty",
    "keep_demo_duties",
    "key_phones",
    "load_demo_workforce",
    "need_reach",
    "record_leaving",
    "register_person",
    "start_duty",
    "state_contact",
]
