"""What a hospital is told of its critical patients, and what specialists ask of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.care.critical.builders import (
    BURNS,
    HOUR,
    SPECIALIST,
    bedside,
    conclusion,
    fresh,
    report,
    seen,
    watched,
)
from tests.care.critical.test_pages import at, consultant, ward
from tests.foundation.access.builders import Accounts
from tests.response.dispatch.browsing import browser
from tests.response.dispatch.builders import NOW, facility_id

from qanat.care.critical.alarms import alarms
from qanat.care.critical.commands.councils import call_council, conclude_council, give_opinion
from qanat.care.critical.commands.ending import end_watch
from qanat.care.critical.commands.finding import WatchEnded
from qanat.care.critical.commands.telling import ask_for_findings
from qanat.care.critical.models import Watch
from qanat.care.telemedicine.commands import (
    ConclusionDraft,
    OrderDraft,
    conclude_order,
    order_consultation,
    take_order,
)
from qanat.foundation.access.session import actor_of_account
from qanat.foundation.actors import SYSTEM
from qanat.foundation.messages.models import Message
from qanat.foundation.outbox.delivery import deliver_all
from qanat.foundation.refusals import NotFound

pytestmark = pytest.mark.usefixtures("world", "db")


def told() -> list[tuple[str, str, int | None]]:
    rows = Message.objects.order_by("id")
    return list(rows.values_list("wording", "values__number", "account_id"))


def test_a_hospital_is_asked_for_findings_once_and_counts_as_silent_if_it_does_not_report(
    people: Accounts,
) -> None:
    nurse = people.account("bedside", str(facility_id()))
    watch = watched()
    ask_for_findings(SPECIALIST, watch_id=watch.pk, now=NOW)
    ask_for_findings(SPECIALIST, watch_id=watch.pk, now=NOW + HOUR)
    assert told() == [("critical.findings_asked", watch.number, nurse.pk)]
    row = fresh(watch.pk)
    assert (row.asked_at, row.asked_by) == (NOW, SPECIALIST.id)
    assert row.findings_due_at == NOW + timedelta(minutes=30)
    assert [c.cause for c in alarms(NOW + HOUR)] == ["silent"]
    report(watch, at=NOW + HOUR)
    assert fresh(watch.pk).asked_at is None
    assert list(alarms(NOW + HOUR)) == []
    with pytest.raises(NotFound):
        ask_for_findings(BURNS, watch_id=watch.pk, now=NOW)
    end_watch(bedside(), watch_id=watch.pk, outcome="improved", now=NOW + HOUR)
    with pytest.raises(WatchEnded):
        ask_for_findings(SPECIALIST, watch_id=watch.pk, now=NOW + HOUR)


def test_who_included_or_reported_a_patient_is_told_what_a_specialist_advises(
    people: Accounts,
) -> None:
    treating = people.account("bedside", str(facility_id()))
    people.account("bedside", str(facility_id()))
    watch = watched(actor=actor_of_account(treating.pk))
    report(watch, actor=bedside())
    seen(watch, advice="fly")
    assert told() == [("critical.move_advised", watch.number, treating.pk)]
    report(watch, at=NOW + HOUR)
    seen(watch, at=NOW + HOUR, text="Продолжать")
    assert told()[1:] == [("critical.seen", watch.number, treating.pk)]


def test_a_council_is_told_to_the_hospital(people: Accounts) -> None:
    people.account("bedside", str(facility_id()))
    watch = watched()
    specialties = ["neurology", "neurosurgery"]
    pk = call_council(SYSTEM, watch_id=watch.pk, specialties=specialties, question="?", now=NOW)
    for by in (SPECIALIST, SYSTEM):
        give_opinion(by, council_id=pk, text="Да", now=NOW)
    conclude_council(SPECIALIST, council_id=pk, draft=conclusion(advice="road"), now=NOW)
    assert [wording for wording, _n, _a in told()] == ["critical.move_advised"]


def consulted(watch: Watch, *, at: timedelta, advice: str = "fly") -> int:
    draft = OrderDraft(
        ordered_at=NOW, sending_facility_id=watch.facility_id, specialty="neurology",
        diagnosis=watch.diagnosis, patient_ids=(watch.patient_id,),
    )  # fmt: skip
    pk = order_consultation(SYSTEM, draft=draft, now=NOW)
    take_order(SPECIALIST, order_id=pk, now=NOW)
    said = ConclusionDraft(
        text="Показана операция", performed_at=NOW + at, performed_by="", recommends=advice
    )
    conclude_order(SPECIALIST, order_id=pk, draft=said, now=NOW + at)
    return pk


def test_the_conclusion_of_a_consultation_arrives_at_the_watch_and_at_the_hospital(
    people: Accounts,
) -> None:
    nurse = people.account("bedside", str(facility_id()))
    watch = watched()
    pk = consulted(watch, at=HOUR)
    deliver_all()
    assert fresh(watch.pk).advice == "fly"
    assert told() == [("critical.move_advised", watch.number, nurse.pk)]
    page = browser(nurse).get(at_watch(watch)).content.decode()
    assert reverse("telemedicine:order", args=(pk,)) in page
    assert reverse("critical:ask_move", args=(watch.pk,)) in page


def at_watch(watch: Watch) -> str:
    return at("watch", watch.pk)


def test_a_consultation_older_than_the_last_round_changes_no_advice() -> None:
    watch = watched()
    report(watch, at=NOW + HOUR)
    seen(watch, at=NOW + 2 * HOUR, advice="stay")
    consulted(watch, at=HOUR)
    deliver_all()
    assert fresh(watch.pk).advice == "stay"


def test_findings_are_asked_for_with_one_press(people: Accounts) -> None:
    watch = watched()
    doctor = consultant(people)
    assert at("ask", watch.pk) in doctor.get(at_watch(watch)).content.decode()
    assert doctor.post(at("ask", watch.pk)).headers["Location"] == at_watch(watch)
    page = doctor.get(at_watch(watch)).content.decode()
    assert "Findings asked for" in page
    assert at("ask", watch.pk) not in page
    client = ward(people)
    assert "Findings asked for" in client.get(at("board")).content.decode()
    assert client.post(at("ask", watch.pk)).status_code == 403


def test_a_consultation_of_a_watched_patient_begins_with_what_the_watch_knows(
    people: Accounts,
) -> None:
    client, watch = ward(people), watched(condition=3)
    report(watch, heart_rate=131, support=("ventilation",))
    page = client.get(f"/consultations/new/?patient={watch.patient_id}").content.decode()
    assert watch.number in page
    assert at_watch(watch) in page
    assert watch.diagnosis in page
    assert "I63.4" in page
    for words in ("131", "NEWS2", "Mechanical ventilation", "Grave"):
        assert words in page
    end_watch(bedside(), watch_id=watch.pk, outcome="improved", now=NOW)
    page = client.get(f"/consultations/new/?patient={watch.patient_id}").content.decode()
    assert watch.number not in page


def test_a_specialty_which_nobody_holds_is_said_before_and_after_one_asks(people: Accounts) -> None:
    people.account("specialist", "neurology")
    client = ward(people)
    page = client.get("/consultations/new/").content.decode()
    assert "Neurosurgery – nobody is on record" in page
    assert "Neurology – nobody is on record" not in page
    draft = OrderDraft(ordered_at=NOW, sending_facility_id=facility_id(), specialty="neurosurgery")
    pk = order_consultation(SYSTEM, draft=draft, now=NOW)
    page = client.get(reverse("telemedicine:order", args=(pk,))).content.decode()
    assert "Nobody on record answers for this specialty." in page
    draft = OrderDraft(ordered_at=NOW, sending_facility_id=facility_id(), specialty="neurology")
    pk = order_consultation(SYSTEM, draft=draft, now=NOW)
    page = client.get(reverse("telemedicine:order", args=(pk,))).content.decode()
    assert "Nobody on record" not in page
