"""Inclusion, findings, rounds and the end of a watch."""

from datetime import date, timedelta
from typing import Any

import pytest
from tests.care.critical.builders import (
    BURNS,
    CHIEF,
    COLLEAGUE,
    COORDINATOR,
    DISPATCHER,
    HOUR,
    SPECIALIST,
    STRANGER,
    bedside,
    conclusion,
    fresh,
    inclusion,
    person,
    report,
    seen,
    watched,
)
from tests.registry.builders import somebody
from tests.response.dispatch.builders import NOW, facility_id

from qanat.care.critical.commands.drafts import FindingsDraft, Found
from qanat.care.critical.commands.ending import OutcomeMissing, end_watch
from qanat.care.critical.commands.finding import WatchEnded
from qanat.care.critical.commands.including import (
    BedTaken,
    NotForTheWatch,
    WatchedAlready,
    change_bed,
    include_patient,
)
from qanat.care.critical.commands.reporting import BeforeInclusion, record_findings
from qanat.care.critical.commands.rounds import (
    NoData,
    NotTaken,
    RoundTaken,
    SameData,
    conclude_round,
    give_round_back,
    take_next_round,
    take_round,
)
from qanat.care.critical.commands.services import NoConclusion
from qanat.care.critical.models import Findings, Round, Watch
from qanat.care.critical.permissions import SEE
from qanat.care.critical.queries.record import watch_record
from qanat.care.critical.queries.watches import (
    Wanted,
    due_by_profile,
    watch_counts,
    watch_row,
    watch_rows,
)
from qanat.care.critical.states import Condition
from qanat.care.telemedicine.queries.orders import order_row
from qanat.care.telemedicine.queries.record import order_record
from qanat.foundation.access_types import NATION, NOTHING
from qanat.foundation.actors import SYSTEM, Scope
from qanat.foundation.outbox.models import OutboxEvent
from qanat.foundation.refusals import NotAllowed, NotFound
from qanat.registry.patients import permissions as patients
from qanat.registry.patients.queries import patients_by_id
from qanat.response.dispatch.commands.clinical import FindingImpossible, NothingMeasured
from qanat.response.dispatch.commands.intake import FromTheFuture

pytestmark = pytest.mark.usefixtures("world", "db")


def include(**said: Any) -> int:
    actor, who = said.pop("actor", bedside()), said.pop("who", person())
    return include_patient(actor, draft=inclusion(**said), person=who, now=NOW)


def test_the_rules_name_the_profile_and_the_norms_the_times() -> None:
    watch = fresh(include())
    assert (watch.profile, watch.rule, watch.state) == ("neuro", "stroke", "watched")
    assert watch.findings_due_at == NOW + 8 * HOUR
    assert watch.round_due_at == NOW + 2 * HOUR
    assert watch.number.startswith("W-KZ-19/2026/")
    assert OutboxEvent.objects.filter(kind="critical.watch_changed.1").count() == 1


def test_a_child_is_taken_in_by_age_and_a_profile_which_somebody_chose_stands() -> None:
    child = fresh(include(who=person(age_years=4), icd10="J18.9"))
    assert child.profile == "paediatric"
    chosen = fresh(include(who=person(name="Иной"), bed="4", profile="general"))
    assert chosen.profile == "general"


def test_who_fits_no_rule_is_included_for_a_reason_written_down() -> None:
    with pytest.raises(NotForTheWatch):
        include(condition=Condition.MODERATE)
    assert not Watch.objects.exists()
    watch = fresh(include(condition=Condition.MODERATE, because="Нет реаниматолога"))
    assert (watch.rule, watch.because) == ("", "Нет реаниматолога")


def test_included_twice_from_one_hospital_it_is_the_same_watch() -> None:
    known = person(birth_on=date(1965, 3, 4), age_years=None)
    assert include(who=known) == include(who=known, bed="5")
    assert Watch.objects.count() == 1


def test_a_form_sent_twice_is_one_watch_though_nothing_identifies_the_person() -> None:
    assert include() == include()
    unknown = person(name="", age_years=30, is_unknown=True, facility_id=facility_id())
    assert include(who=unknown, bed="4") == include(who=unknown, bed="4")
    assert Watch.objects.count() == 2


def test_a_patient_is_watched_at_one_hospital_at_a_time() -> None:
    known = person(birth_on=date(1965, 3, 4), age_years=None)
    include(who=known)
    other = facility_id("001")
    with pytest.raises(WatchedAlready):
        include(actor=CHIEF, facility_id=other, who=known)


def test_one_patient_lies_in_a_bed() -> None:
    include(bed="Bed  7")
    with pytest.raises(BedTaken):
        include(who=person(name="Иной"), bed="bed 7")
    other = include(who=person(name="Иной"), bed="8")
    with pytest.raises(BedTaken):
        change_bed(bedside(), watch_id=other, bed="BED 7")
    change_bed(bedside(), watch_id=other, bed="9")
    assert fresh(other).bed == "9"


def test_a_hospital_includes_and_reports_its_own_patients_only() -> None:
    with pytest.raises(NotAllowed):
        include(actor=bedside("001"))
    watch = watched()
    with pytest.raises(NotFound):
        report(watch, actor=bedside("001"))
    with pytest.raises(NotFound):
        end_watch(STRANGER, watch_id=watch.pk, outcome="improved", now=NOW)
    assert fresh(watch.pk).state == "watched"


def test_a_patient_on_record_whom_one_does_not_see_is_not_included() -> None:
    watch = watched()
    with pytest.raises(NotFound):
        include_patient(
            bedside("001"),
            draft=inclusion(facility_id=facility_id("001")),
            patient_id=watch.patient_id,
            now=NOW,
        )


def test_everybody_sees_what_the_scope_of_his_role_reaches() -> None:
    watch = watched()
    for actor in (bedside(), COORDINATOR, SPECIALIST, CHIEF, DISPATCHER):
        assert watch_row(actor, watch.pk).number == watch.number
    for actor in (bedside("001"), STRANGER, BURNS, somebody({SEE}, NOTHING)):
        assert watch_rows(actor, Wanted(), NOW) == []
        with pytest.raises(NotFound):
            watch_row(actor, watch.pk)


def test_a_specialist_sees_the_patients_of_his_profile() -> None:
    watch = watched()
    assert patients_by_id(SPECIALIST, [watch.patient_id])
    assert not patients_by_id(BURNS, [watch.patient_id])


def test_who_breaks_the_glass_of_a_patient_sees_the_watch_and_changes_nothing() -> None:
    watch = watched()
    scope = Scope(regions=frozenset({"KZ-47"}))
    reader = somebody({SEE, patients.SEE}, scope, glass=[watch.patient_id])
    assert watch_row(reader, watch.pk).number == watch.number
    assert not watch_rows(reader.by_roles, Wanted(), NOW)


def test_findings_are_scored_and_set_the_next_time() -> None:
    watch = watched()
    pk = report(watch, at=NOW + HOUR, respiratory_rate=26, spo2=90, is_on_oxygen=True)
    row, found = fresh(watch.pk), Findings.objects.get(pk=pk)
    assert (found.score_name, found.score, found.level) == ("news2", 8, "emergency")
    assert (row.score, row.level, row.findings_at) == (8, "emergency", NOW + HOUR)
    assert row.findings_due_at == NOW + 9 * HOUR
    assert not row.worsened_in, "the first findings are worse than nothing"


def test_findings_sent_twice_are_stored_once() -> None:
    watch = watched()
    assert report(watch) == report(watch)
    assert report(watch, heart_rate=73) != report(watch)
    assert Findings.objects.count() == 2


def test_a_worsening_is_told_and_wants_a_round_soon() -> None:
    watch = watched()
    report(watch, at=NOW)
    seen(watch, at=NOW + timedelta(minutes=5))
    assert fresh(watch.pk).round_due_at > NOW + 20 * HOUR
    report(watch, at=NOW + 4 * HOUR, respiratory_rate=30, support=("ventilation",))
    row = fresh(watch.pk)
    assert set(row.worsened_in) == {"score", "support"}
    assert row.worsened_at == NOW + 4 * HOUR
    assert row.round_due_at == NOW + 5 * HOUR
    assert row.support == ["ventilation"]


def test_late_findings_keep_their_place_and_change_nothing_of_now() -> None:
    watch = watched()
    report(watch, at=NOW + 3 * HOUR, heart_rate=80)
    draft = FindingsDraft(at=NOW + HOUR, found=Found(heart_rate=140))
    record_findings(bedside(), watch_id=watch.pk, draft=draft, now=NOW + 4 * HOUR)
    row = fresh(watch.pk)
    assert row.findings_at == NOW + 3 * HOUR
    assert [f.values["heart_rate"] for f in watch_record(CHIEF, watch.pk).findings] == [140, 80]


def test_findings_which_say_nothing_or_can_t_be_are_refused() -> None:
    watch = watched()

    def record(**said: Any) -> None:
        record_findings(bedside(), watch_id=watch.pk, draft=FindingsDraft(**said), now=NOW)

    with pytest.raises(NothingMeasured):
        record(at=NOW)
    with pytest.raises(FindingImpossible):
        record(at=NOW, found=Found(systolic=80, diastolic=120))
    with pytest.raises(FromTheFuture):
        record(at=NOW + HOUR, found=Found(spo2=90))
    with pytest.raises(BeforeInclusion):
        record(at=NOW - 30 * HOUR, found=Found(spo2=90))
    assert not Findings.objects.exists()
    record(at=NOW, condition=3)
    assert fresh(watch.pk).condition == 3


def test_findings_in_which_nothing_is_new_are_refused_and_a_word_alone_is_no_data() -> None:
    watch = watched(condition=Condition.SERIOUS)

    def say(**said: Any) -> None:
        draft = FindingsDraft(at=NOW + HOUR, **({"condition": 2} | said))
        record_findings(bedside(), watch_id=watch.pk, draft=draft, now=NOW + HOUR)

    with pytest.raises(NothingMeasured):
        say(found=Found(support=()))
    say(found=Found(support=()), condition=3)
    say(found=Found(support=()), condition=3, note="Без динамики")
    row = fresh(watch.pk)
    assert (row.condition, row.findings_at) == (3, None)
    assert row.findings_due_at == watch.findings_due_at, "the hospital still owes its findings"
    take_round(SPECIALIST, watch_id=watch.pk, now=NOW + HOUR)
    with pytest.raises(NoData):
        conclude_round(SPECIALIST, watch_id=watch.pk, draft=conclusion(), now=NOW + HOUR)


def test_one_specialist_concludes_once_on_the_same_findings() -> None:
    watch = watched(icd10="I63.4")
    report(watch, at=NOW)
    seen(watch, at=NOW + HOUR)
    with pytest.raises(SameData):
        seen(watch, at=NOW + 2 * HOUR, text="Ещё раз.")
    give_round_back(SPECIALIST, watch_id=watch.pk)
    seen(watch, at=NOW + 2 * HOUR, by=COLLEAGUE, text="Второе мнение.")
    report(watch, at=NOW + 3 * HOUR, spo2=94)
    seen(watch, at=NOW + 4 * HOUR, text="Ещё раз.")
    assert Round.objects.filter(state="concluded").count() == 3


def test_a_mother_who_gets_worse_is_told_of_as_anybody_else() -> None:
    watch = watched(icd10="O15.0", is_pregnant=True, condition=Condition.GRAVE)
    report(watch, at=NOW + HOUR)
    assert (fresh(watch.pk).score_name, fresh(watch.pk).worsened_at) == ("meows", None)
    report(watch, at=NOW + 2 * HOUR, systolic=70, diastolic=40, heart_rate=150, spo2=82)
    row = fresh(watch.pk)
    assert (row.worsened_at, row.worsened_in) == (NOW + 2 * HOUR, ["score"])
    assert (row.score, row.level) == (6, "urgent")


def test_a_round_is_a_remote_service_with_its_order_data_and_conclusion() -> None:
    watch = watched(icd10="I63.4")
    data = report(watch)
    pk = seen(watch, at=NOW + timedelta(minutes=20), advice="fly", condition=3, next_within_h=6)
    made = Round.objects.get(pk=pk)
    assert (made.state, made.findings_id, made.condition) == ("concluded", data, 3)
    assert made.order_id is not None
    order = order_record(CHIEF, made.order_id)
    assert (order.row.state, order.row.kind, order.row.specialty) == (
        "concluded", "consultation", "neurology",
    )  # fmt: skip
    assert list(order.people) == [watch.patient_id]
    assert [c.text for c in order.conclusions] == [made.text]
    assert order_row(SPECIALIST, made.order_id).taken_by == SPECIALIST.id
    row = fresh(watch.pk)
    at = NOW + timedelta(minutes=20)
    assert (row.seen_by, row.seen_at, row.advice, row.condition) == (SPECIALIST.id, at, "fly", 3)
    assert row.round_due_at == at + 6 * HOUR
    assert row.round_taken_by is None


def test_a_round_clears_the_worsening_it_has_looked_at() -> None:
    watch = watched()
    report(watch)
    report(watch, at=NOW + HOUR, respiratory_rate=30)
    seen(watch, at=NOW + 2 * HOUR)
    row = fresh(watch.pk)
    assert (row.worsened_at, row.worsened_in) == (None, [])


def test_without_data_a_round_is_no_service() -> None:
    watch = watched()
    take_round(SPECIALIST, watch_id=watch.pk, now=NOW)
    with pytest.raises(NoData):
        conclude_round(SPECIALIST, watch_id=watch.pk, draft=conclusion(), now=NOW)
    report(watch, at=NOW)
    with pytest.raises(NoData):
        conclude_round(SPECIALIST, watch_id=watch.pk, draft=conclusion(), now=NOW + 13 * HOUR)
    assert Round.objects.get().state == "taken"


def test_a_round_without_words_or_not_taken_is_refused() -> None:
    watch = watched()
    report(watch)
    with pytest.raises(NotTaken):
        conclude_round(SPECIALIST, watch_id=watch.pk, draft=conclusion(), now=NOW)
    take_round(SPECIALIST, watch_id=watch.pk, now=NOW)
    with pytest.raises(NoConclusion):
        conclude_round(SPECIALIST, watch_id=watch.pk, draft=conclusion(text="  "), now=NOW)
    with pytest.raises(RoundTaken):
        conclude_round(COLLEAGUE, watch_id=watch.pk, draft=conclusion(), now=NOW)


def test_a_conclusion_sent_twice_is_one_service() -> None:
    watch = watched()
    report(watch)
    first = seen(watch)
    again = conclude_round(SPECIALIST, watch_id=watch.pk, draft=conclusion(), now=NOW)
    assert first == again
    assert Round.objects.count() == 1


def test_a_round_which_is_taken_names_who_and_is_free_again_when_given_back_or_left() -> None:
    watch = watched()
    take_round(SPECIALIST, watch_id=watch.pk, now=NOW)
    assert take_round(SPECIALIST, watch_id=watch.pk, now=NOW) == Round.objects.get().pk
    with pytest.raises(RoundTaken):
        take_round(COLLEAGUE, watch_id=watch.pk, now=NOW + timedelta(minutes=59))
    with pytest.raises(RoundTaken):
        give_round_back(COLLEAGUE, watch_id=watch.pk)
    take_round(COLLEAGUE, watch_id=watch.pk, now=NOW + timedelta(minutes=61))
    assert fresh(watch.pk).round_taken_by == COLLEAGUE.id
    give_round_back(COLLEAGUE, watch_id=watch.pk)
    assert fresh(watch.pk).round_taken_by is None
    assert sorted(Round.objects.values_list("state", flat=True)) == ["given_back", "given_back"]


def test_the_next_round_is_the_one_due_first_of_one_s_own_profiles() -> None:
    later, first = watched(at=NOW - 3 * HOUR), watched(at=NOW - 5 * HOUR)
    watched(at=NOW - 9 * HOUR, icd10="T31.4")
    watched(at=NOW)
    assert due_by_profile(CHIEF, NOW) == {"neuro": 2, "burns": 1}
    assert take_next_round(SPECIALIST, now=NOW) == first.pk
    assert take_next_round(SPECIALIST, profile="neuro", now=NOW) == later.pk
    assert take_next_round(SPECIALIST, now=NOW) is None


def test_a_watch_ends_with_an_outcome_and_gives_its_round_back() -> None:
    watch = watched()
    take_round(SPECIALIST, watch_id=watch.pk, now=NOW)
    with pytest.raises(OutcomeMissing):
        end_watch(bedside(), watch_id=watch.pk, outcome="well", now=NOW)
    end_watch(bedside(), watch_id=watch.pk, outcome="improved", note="В отделение", now=NOW)
    row = fresh(watch.pk)
    assert (row.state, row.outcome, row.ended_by) == ("ended", "improved", bedside().id)
    assert Round.objects.get().state == "given_back"
    with pytest.raises(WatchEnded):
        report(watch)
    with pytest.raises(WatchEnded):
        end_watch(bedside(), watch_id=watch.pk, outcome="died", now=NOW)
    again = include_patient(bedside(), draft=inclusion(), patient_id=watch.patient_id, now=NOW)
    assert again != watch.pk


def test_the_board_counts_and_filters() -> None:
    silent = watched(at=NOW - 9 * HOUR)
    burnt = watched(icd10="T31.4", condition=Condition.GRAVE, diagnosis="Ожог 60 %")
    over = watched()
    end_watch(bedside(), watch_id=over.pk, outcome="died", now=NOW)
    counts = watch_counts(CHIEF, NOW)
    assert (counts.all, counts.worse, counts.silent, counts.unseen) == (2, 0, 1, 1)

    def listed(**said: Any) -> list[int]:
        return [row.id for row in watch_rows(CHIEF, Wanted(**said), NOW)]

    assert listed() == [burnt.pk, silent.pk], "the gravest first"
    assert listed(view="silent") == [silent.pk]
    assert listed(view="over") == [over.pk]
    assert listed(profile="burns") == [burnt.pk]
    assert listed(condition=3) == [burnt.pk]
    assert listed(region="KZ-47") == []
    assert listed(text="ожог") == [burnt.pk]
    assert listed(text=silent.number) == [silent.pk]
    assert listed(facility_id=facility_id()) == [burnt.pk, silent.pk]


def test_the_system_may_do_it_too() -> None:
    scope = somebody({SEE}, NATION)
    watch = watched(actor=SYSTEM)
    assert watch_row(scope, watch.pk).profile == "neuro"
