"""What a commission is told of a case: nobody's name for the agenda, whose it is for the letter."""

import pytest
from tests.care.abroad.builders import WORKING_BODY, offered
from tests.care.commission import builders as commission
from tests.response.dispatch.builders import NOW
from tests.response.dispatch.world import world  # noqa: F401

from qanat.care.abroad.commands.deciding import send_to_commission
from qanat.care.abroad.states import MATTER
from qanat.care.commission.models import Body
from qanat.care.commission.ports import find_owner
from qanat.foundation.refusals import NotFound
from qanat.registry.patients.models import Patient

pytestmark = pytest.mark.usefixtures("world", "db")


def test_the_letter_names_the_patient_to_who_has_a_seat_and_the_bundle_names_nobody() -> None:
    made = commission.body()
    Body.objects.filter(pk=made).update(matter_kind=MATTER)
    case = offered()
    send_to_commission(WORKING_BODY, case_id=case.pk, now=NOW)
    owner, name = find_owner(MATTER), Patient.objects.get(pk=case.patient_id).name
    assert owner is not None
    to = owner.addressee(commission.SECRETARY, case.matter)
    assert to is not None
    assert name in to.patient
    assert name in to.lines[0]
    told = owner.summary(commission.NGO, case.matter)
    text = " ".join(f"{one.title} {one.text}" for one in told)
    assert case.treatment in text
    assert not [word for word in name.split() if word in text]
    for asked in (owner.addressee, owner.summary):
        with pytest.raises(NotFound):
            asked(commission.OUTSIDER, case.matter)
