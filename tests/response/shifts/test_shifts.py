"""A shift: who works, what is noted, who hands over to whom."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import Error, transaction
from django.utils import timezone
from django.utils.translation import override
from tests.response.callout.builders import asked
from tests.response.dispatch.builders import MINUTE, NOW, actor_as, fresh, mission, request

from qanat.care.telemedicine.commands import OrderDraft, order_consultation
from qanat.foundation.actors import SYSTEM, Actor, Scope
from qanat.foundation.audit.models import AuditEntry
from qanat.foundation.idempotency.commands import KeyReused
from qanat.foundation.lifecycle import WrongState
from qanat.foundation.outbox.models import OutboxEvent
from qanat.foundation.refusals import NotAllowed, NotFound
from qanat.registry.facilities.queries import find_facility
from qanat.response.callout.commands import withdraw_callout
from qanat.response.shifts import commands
from qanat.response.shifts.commands.signing import NotYours
from qanat.response.shifts.commands.working import NotBeforeItHappens, NothingSaid
from qanat.response.shifts.models import HandOver, Shift, ShiftEntry, ShiftMember
from qanat.response.shifts.queries.open_matters import open_matters
from qanat.response.shifts.queries.shifts import (
    current_shift,
    entry_rows,
    next_hours,
    shift_row,
    signed_hand_over,
)

pytestmark = pytest.mark.usefixtures("world", "db")

FIRST = actor_as("dispatcher", account=71)
SECOND = actor_as("dispatcher", account=72)
OUTSIDER = actor_as("coordinator", Scope(regions=frozenset({"KZ-19"})), 73)


def opened(actor: Actor = FIRST) -> int:
    return commands.open_shift(actor, now=NOW)


def handed_over(remarks: str = "") -> tuple[int, int]:
    pk = opened()
    return pk, commands.hand_over_shift(FIRST, shift_id=pk, remarks=remarks, now=NOW + MINUTE)


def state_of(pk: int) -> str:
    return Shift.objects.get(pk=pk).state


def test_there_is_one_shift_at_a_time() -> None:
    opened()
    with pytest.raises(commands.AlreadyAtWork):
        commands.open_shift(SECOND, now=NOW)
    assert Shift.objects.count() == 1


def test_two_people_sign_and_the_next_shift_is_at_work() -> None:
    pk, signed = handed_over("Тихо")
    following = commands.take_over_shift(
        SECOND, shift_id=pk, hand_over_id=signed, remarks="Принято", now=NOW + 2 * MINUTE
    )
    row = Shift.objects.get(pk=pk)
    assert (row.state, row.handed_over_by, row.taken_over_by) == ("taken_over", 71, 72)
    assert (row.taken_remarks, state_of(following)) == ("Принято", "open")
    assert not ShiftMember.objects.filter(shift=pk, left_at=None).exists()
    now_at_work = current_shift(SYSTEM)
    assert now_at_work is not None
    assert now_at_work.id == following
    moves = AuditEntry.objects.filter(table_name="shifts_shift", row_id=str(pk)).exclude(move="")
    assert list(moves.order_by("id").values_list("move", "actor_id")) == [
        ("hand_over", 71),
        ("take_over", 72),
    ]


def test_nobody_takes_over_what_he_has_handed_over_himself() -> None:
    pk, signed = handed_over()
    with pytest.raises(commands.OwnHandOver):
        commands.take_over_shift(FIRST, shift_id=pk, hand_over_id=signed, now=NOW + 2 * MINUTE)
    assert state_of(pk) == "handed_over"
    with pytest.raises(Error), transaction.atomic():
        Shift.objects.filter(pk=pk).update(taken_over_by=71, taken_over_at=NOW)


def test_only_who_signed_takes_it_back_and_what_was_signed_stays() -> None:
    pk, first = handed_over("Первая")
    with pytest.raises(NotYours):
        commands.take_back_hand_over(SECOND, shift_id=pk)
    commands.take_back_hand_over(FIRST, shift_id=pk)
    assert state_of(pk) == "open"
    second = commands.hand_over_shift(FIRST, shift_id=pk, remarks="Вторая", now=NOW + 3 * MINUTE)
    assert set(HandOver.objects.values_list("pk", flat=True)) == {first, second}
    with pytest.raises(commands.SignedAgain):
        commands.take_over_shift(SECOND, shift_id=pk, hand_over_id=first, now=NOW + 4 * MINUTE)
    assert state_of(pk) == "handed_over"


def test_what_was_signed_keeps_its_words_whatever_happens_later() -> None:
    row = request()
    pk, _signed = handed_over()
    before = signed_hand_over(pk)
    assert before is not None
    assert before.is_whole
    numbers = [m.what for s in before.sections if s.code == "requests" for m in s.matters]
    assert numbers == [row.number]
    from qanat.response.dispatch.commands.intake import withdraw_request

    withdraw_request(SYSTEM, request_id=row.pk, reason="other_transport", now=NOW + 5 * MINUTE)
    assert signed_hand_over(pk) == before
    with pytest.raises(Error), transaction.atomic():
        HandOver.objects.filter(shift=pk).update(content={"sections": []})


def test_a_text_that_was_changed_behind_our_back_is_seen() -> None:
    pk, _signed = handed_over()
    told = HandOver.objects.get()
    HandOver.objects.create(
        shift_id=pk,
        at=told.at,
        by_id=told.by_id,
        language="ru",
        content=told.content | {"by": 99},
        digest=told.digest,
    )
    found = signed_hand_over(pk)
    assert found is not None
    assert not found.is_whole


def test_open_matters_tell_what_comes_next_and_by_when() -> None:
    waiting = request()
    flying = mission()
    draft = OrderDraft(ordered_at=NOW - MINUTE, sending_facility_id=_talgar(), question="?")
    order_consultation(SYSTEM, draft=draft, now=NOW)
    pk = opened()
    commands.write_entry(FIRST, shift_id=pk, text="Проверить борт", kind="pass_on", now=NOW)
    told = {section.code: section for section in open_matters(FIRST, pk, NOW)}
    first = told["requests"].matters[0]
    assert (first.what, first.due_at) == (waiting.number, NOW + timedelta(minutes=30))
    assert [m.what for m in told["missions"].matters] == [flying.number]
    assert told["consultations"].total == 1
    assert [m.what for m in told["notes"].matters] == ["Проверить борт"]
    assert told["evacuations"].total == 0
    assert fresh(waiting).state == "registered"


def test_the_log_is_append_only_and_what_is_sent_twice_is_stored_once() -> None:
    pk, key = opened(), uuid4()
    for _again in range(2):
        commands.write_entry(FIRST, shift_id=pk, text="Связь пропала", sent_key=key, now=NOW)
    commands.write_entry(SECOND, shift_id=pk, text="Связь есть", now=NOW + MINUTE)
    assert [row.text for row in entry_rows(pk)] == ["Связь есть", "Связь пропала"]
    assert [row.text for row in entry_rows(pk, text="ПРОПАЛА связь")] == ["Связь пропала"]
    with pytest.raises(Error), transaction.atomic():
        ShiftEntry.objects.update(text="Ничего не было")
    with pytest.raises(Error), transaction.atomic():
        ShiftEntry.objects.all().delete()


def test_nothing_is_noted_without_words_ahead_of_now_or_when_it_is_over() -> None:
    pk, signed = handed_over()
    with pytest.raises(NothingSaid):
        commands.write_entry(FIRST, shift_id=pk, text=" \n ", now=NOW)
    for at in (NOW + timedelta(days=1), NOW - timedelta(days=2)):
        with pytest.raises(NotBeforeItHappens):
            commands.write_entry(FIRST, shift_id=pk, text="?", at=at, now=NOW + 2 * MINUTE)
    commands.take_over_shift(SECOND, shift_id=pk, hand_over_id=signed, now=NOW + 2 * MINUTE)
    with pytest.raises(commands.NotOfThisShift):
        commands.write_entry(FIRST, shift_id=pk, text="Поздно", now=NOW + 3 * MINUTE)
    assert not ShiftEntry.objects.exists()


def test_joining_twice_is_one_line_and_who_comes_back_has_two() -> None:
    pk = opened()
    for _again in range(2):
        commands.join_shift(SECOND, shift_id=pk, now=NOW)
    commands.leave_shift(SECOND, shift_id=pk, now=NOW + MINUTE)
    commands.join_shift(SECOND, shift_id=pk, now=NOW + 2 * MINUTE)
    assert ShiftMember.objects.filter(account_id=72).count() == 2
    assert ShiftMember.objects.filter(account_id=72, left_at=None).count() == 1


def test_who_does_not_see_the_nation_sees_no_shift_and_changes_nothing() -> None:
    pk = opened()
    events = OutboxEvent.objects.count()
    regional = actor_as("chief_physician", Scope(regions=frozenset({"KZ-19"})), 74)
    for refusal, actor in ((NotAllowed, OUTSIDER), (NotFound, regional)):
        with pytest.raises(refusal):
            commands.hand_over_shift(actor, shift_id=pk, now=NOW)
        with pytest.raises(refusal):
            commands.write_entry(actor, shift_id=pk, text="?", now=NOW)
    with pytest.raises(NotFound):
        shift_row(regional, pk)
    assert (state_of(pk), OutboxEvent.objects.count()) == ("open", events)


def test_a_shift_handed_over_twice_is_refused() -> None:
    pk, _signed = handed_over()
    with pytest.raises(WrongState):
        commands.hand_over_shift(SECOND, shift_id=pk, now=NOW + 2 * MINUTE)


def test_who_takes_over_shortly_before_the_change_has_the_next_hours() -> None:
    at = NOW.replace(hour=14, minute=30)  # half past seven in the evening
    assert next_hours(at).start_at == NOW.replace(hour=15, minute=0)
    assert next_hours(at - timedelta(hours=4)).end_at == NOW.replace(hour=15, minute=0)


def _talgar() -> int:
    found = find_facility("076")
    assert found is not None
    return found.id


def test_a_key_which_somebody_else_sent_is_refused_in_words() -> None:
    pk, key = opened(), uuid4()
    commands.write_entry(FIRST, shift_id=pk, text="Первый", sent_key=key, now=NOW)
    with pytest.raises(KeyReused):
        commands.write_entry(SECOND, shift_id=pk, text="Второй", sent_key=key, now=NOW)
    assert [row.text for row in entry_rows(pk)] == ["Первый"]


def test_who_takes_over_reads_what_was_signed_in_his_own_language() -> None:
    request(urgency=1)
    with override("kk"):
        pk, _signed = handed_over()
    titles = {}
    for language in ("kk", "ru", "en"):
        with override(language):
            signed = signed_hand_over(pk)
        assert signed is not None
        assert signed.is_whole
        titles[language] = [str(section.title) for section in signed.sections]
    assert len({str(told) for told in titles.values()}) == len(titles)


def test_the_next_shift_is_told_who_was_called_out_and_has_not_answered() -> None:
    row = asked("010")
    told = {part.code: part for part in open_matters(FIRST, None, timezone.now())}
    (matter,) = told["callouts"].matters
    assert matter.what == row.number
    assert "Receiving hospital" in matter.note
    withdraw_callout(FIRST, callout_id=row.pk, reason="plan_changed", now=timezone.now())
    told = {part.code: part for part in open_matters(FIRST, None, timezone.now())}
    assert told["callouts"].matters == ()
