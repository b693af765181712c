"""What a commission is told of a case: nobody's name for the agenda, whose it is for the letter."""

from functools import partial

import pytest
from django.utils import translation
from tests.care.abroad.builders import WORKING_BODY, child, offered, on_agenda
from tests.care.commission import builders as commission
from tests.response.dispatch.builders import NOW

from qanat.care.abroad.commands.deciding import send_to_commission
from qanat.care.abroad.commands.preparing import ReasonNames, make_urgent
from qanat.care.abroad.models import Case
from qanat.care.abroad.pages.labels import how_much_more
from qanat.care.abroad.states import MATTER
from qanat.care.commission.models import Body
from qanat.care.commission.ports import find_owner
from qanat.foundation.actors import SYSTEM
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


def test_why_a_case_can_not_wait_is_bundled_when_somebody_confirmed_that_it_names_nobody() -> None:
    silent, case = on_agenda(who=child()), on_agenda()
    make_urgent(WORKING_BODY, case_id=silent.pk, because="Оспанова: опухоль растёт", now=NOW)
    assert "опухоль растёт" not in bundled(silent)
    hasten = partial(make_urgent, WORKING_BODY, case_id=case.pk, is_anonymous=True, now=NOW)
    for naming in ("Ахметову хуже", "ИИН 850101300124"):
        with pytest.raises(ReasonNames):
            hasten(because=naming)
    hasten(because="Опухоль растёт")
    assert "Опухоль растёт" in bundled(case)


def bundled(case: Case) -> str:
    """Return what the bundle of the agenda says of a case."""
    owner = find_owner(MATTER)
    assert owner is not None
    return " ".join(one.text for one in owner.summary(SYSTEM, case.matter))


@pytest.mark.parametrize(
    ("language", "written"),
    [("kk", "1 000 АҚШ доллары"), ("ru", "1 000 долларов США"), ("en", "1,000 US dollars")],
)
def test_what_a_treatment_takes_more_is_written_with_the_name_of_its_currency(
    language: str, written: str
) -> None:
    with translation.override(language):
        assert how_much_more(0, 100_000, "USD").replace("\u00a0", " ") == written
