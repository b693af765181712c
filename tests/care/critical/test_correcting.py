"""Discharges taken back and corrected; two records of one person who were both watched."""

from datetime import timedelta

import pytest
from tests.care.critical.builders import (
    HOUR,
    SPECIALIST,
    STRANGER,
    bedside,
    fresh,
    inclusion,
    report,
    watched,
)
from tests.response.dispatch.builders import NOW, decide, mission

from qanat.care.critical.commands.correcting import (
    StillWatched,
    WhyMissing,
    correct_outcome,
    take_back_discharge,
)
from qanat.care.critical.commands.ending import OutcomeMissing, end_watch
from qanat.care.critical.commands.including import BedTaken, WatchedAlready, include_patient
from qanat.care.critical.commands.moving import move_patient
from qanat.care.critical.commands.rounds import take_round
from qanat.care.critical.models import Watch
from qanat.foundation.actors import SYSTEM
from qanat.foundation.audit.queries import history
from qanat.foundation.outbox.delivery import deliver_all
from qanat.foundation.refusals import NotAllowed, NotFound
from qanat.registry.patients.commands.merging import merge_patients, unmerge_patients
from qanat.response.dispatch.models import Outcome as PatientOutcome
from qanat.response.dispatch.models import Request

pytestmark = pytest.mark.usefixtures("world", "db")


def ended(outcome: str = "died", *, moving: bool = False) -> Watch:
    watch = watched()
    if moving:
        move_patient(bedside(), watch_id=watch.pk, now=NOW)
    end_watch(bedside(), watch_id=watch.pk, outcome=outcome, now=NOW)
    return fresh(watch.pk)


def request_of(watch: Watch) -> Request:
    assert watch.request_id is not None
    return Request.objects.get(pk=watch.request_id)


def take_back(watch: Watch, **said: str) -> Watch:
    told = {"why": "Не тот пациент"} | said
    take_back_discharge(bedside(), watch_id=watch.pk, now=NOW + HOUR, **told)
    return fresh(watch.pk)


def test_a_discharge_is_taken_back_once_with_its_reason_in_the_history() -> None:
    watch = ended("improved")
    row = take_back(watch)
    assert (row.state, row.outcome, row.ended_at) == ("watched", "", None)
    assert row.findings_due_at > NOW + HOUR
    assert row.round_due_at == NOW + 3 * HOUR
    assert take_back(watch, why="Ещё раз") == row
    entry = history("critical_watch", watch.pk)[-1]
    assert (entry.move, entry.note) == ("take_back", "Не тот пациент")
    assert entry.actor_id == bedside().id
    with pytest.raises(WhyMissing):
        take_back(ended(), why=" ")
    with pytest.raises(NotFound):
        take_back_discharge(STRANGER, watch_id=ended().pk, why="x", now=NOW)
    with pytest.raises(NotAllowed):
        take_back_discharge(SPECIALIST, watch_id=ended().pk, why="x", now=NOW)


def test_nobody_is_watched_twice_or_two_in_a_bed_when_a_discharge_is_taken_back() -> None:
    watch = ended()
    other = watched(bed=watch.bed)
    with pytest.raises(BedTaken):
        take_back(watch)
    assert fresh(watch.pk).state == "ended"
    assert take_back(watch, bed=" 7  б ").bed == "7 б"
    again = ended()
    include_patient(
        bedside(), draft=inclusion(bed="801"), patient_id=again.patient_id, now=NOW + HOUR
    )
    with pytest.raises(WatchedAlready):
        take_back(again)
    assert fresh(other.pk).state == "watched"


@pytest.mark.parametrize("outcome", ["died", "improved", "refused", "mistake", "transferred"])
def test_what_the_discharge_did_to_the_request_is_undone_with_it(outcome: str) -> None:
    watch = ended(outcome, moving=True)
    row = take_back(watch)
    request = request_of(row)
    assert (row.state, request.state) == ("moving", "registered")
    assert not PatientOutcome.objects.exists()


def test_a_request_which_is_over_for_another_reason_stays_so() -> None:
    watch = watched()
    pk = move_patient(bedside(), watch_id=watch.pk, now=NOW)
    request = Request.objects.get(pk=pk)
    decide(request, "fly_patient")
    mission(request)
    end_watch(bedside(), watch_id=watch.pk, outcome="improved", now=NOW)
    assert take_back(watch).state == "moving"
    assert Request.objects.get(pk=pk).state == "tasked"


def test_a_wrong_outcome_is_corrected_and_both_stand_in_the_history() -> None:
    watch = ended("died", moving=True)
    assert request_of(watch).state == "died"

    def correct(outcome: str, why: str = "Ошибка при выборе") -> None:
        correct_outcome(
            bedside(), watch_id=watch.pk, outcome=outcome, note="дома", why=why, now=NOW + HOUR
        )

    correct("discharged")
    row = fresh(watch.pk)
    assert (row.state, row.outcome, row.outcome_note) == ("ended", "discharged", "дома")
    assert row.ended_at == NOW
    assert request_of(watch).state == "withdrawn"
    assert not PatientOutcome.objects.exists()
    count = len(history("critical_watch", watch.pk))
    correct("discharged")
    entries = history("critical_watch", watch.pk)
    assert len(entries) == count
    assert entries[-1].changes["outcome"] == ["died", "discharged"]
    correct("died")
    assert request_of(watch).state == "died"
    for wrong in ("", "joined", "nonsense"):
        with pytest.raises(OutcomeMissing):
            correct(wrong)
    with pytest.raises(WhyMissing):
        correct("improved", "")
    with pytest.raises(StillWatched):
        correct_outcome(bedside(), watch_id=watched().pk, outcome="died", why="x", now=NOW)


def merged(one: Watch, other: Watch) -> tuple[Watch, Watch]:
    merge_patients(SYSTEM, patient_id=one.patient_id, survivor_id=other.patient_id, why="Один")
    deliver_all()
    deliver_all()
    return fresh(one.pk), fresh(other.pk)


def test_of_two_records_of_one_person_one_watch_goes_on() -> None:
    one, other = watched(), watched(actor=SYSTEM)
    report(one, at=NOW + HOUR)
    take_round(SPECIALIST, watch_id=other.pk, now=NOW)
    one, other = merged(one, other)
    assert (one.state, other.state) == ("watched", "ended")
    assert (other.outcome, other.goes_on_as_id) == ("joined", one.pk)
    assert other.rounds.get().state == "given_back"
    with pytest.raises(WatchedAlready):
        take_back(other)
    with pytest.raises(StillWatched):
        correct_outcome(bedside(), watch_id=other.pk, outcome="died", why="x", now=NOW)
    unmerge_patients(SYSTEM, patient_id=one.patient_id, why="Двое")
    deliver_all()
    assert (fresh(one.pk).state, fresh(other.pk).state) == ("watched", "watched")
    assert fresh(other.pk).goes_on_as is None


def test_the_watch_which_moves_the_person_goes_on_and_takes_a_request_over() -> None:
    one, other = watched(), watched()
    pk = move_patient(bedside(), watch_id=one.pk, now=NOW)
    report(other, at=NOW + HOUR)
    one, other = merged(one, other)
    assert (one.state, one.request_id, other.state) == ("moving", pk, "ended")


def test_two_requests_of_one_person_both_stay_for_who_leads_them() -> None:
    one, other = watched(), watched()
    pks = [move_patient(bedside(), watch_id=w.pk, now=NOW) for w in (one, other)]
    report(other, at=NOW + HOUR)
    one, other = merged(one, other)
    assert (one.state, other.state) == ("ended", "moving")
    assert set(Request.objects.filter(pk__in=pks).values_list("state", flat=True)) == {"registered"}


def test_who_is_watched_by_another_record_of_his_is_not_included_again() -> None:
    watch, record = watched(), watched()
    end_watch(bedside(), watch_id=record.pk, outcome="improved", now=NOW)
    merge_patients(SYSTEM, patient_id=watch.patient_id, survivor_id=record.patient_id, why="Один")
    draft = inclusion(bed="802", facility_id=watch.facility_id)
    later = NOW + timedelta(minutes=1)
    again = include_patient(SYSTEM, draft=draft, patient_id=record.patient_id, now=later)
    assert again == watch.pk
