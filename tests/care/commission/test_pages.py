"""Pages of a commission: its secretary, its chair, its members, and who has no seat."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from tests.care.commission.builders import KIND, matter
from tests.care.commission.seated import BALLOT, REASONS, Commission, at, text_of, told_in
from tests.foundation.access.builders import Accounts
from tests.response.dispatch.browsing import HTMX, browser, cost, typed_moment
from tests.response.dispatch.builders import facility_id

from qanat.care.commission.commands.items import put_on_agenda
from qanat.care.commission.models import Body, Item, Member, Sitting, Vote
from qanat.care.commission.queries.sheets import minutes_sheet
from qanat.care.commission.queries.sittings import sitting_record
from qanat.care.commission.states import ItemState, SittingState
from qanat.foundation.access.models import Account
from qanat.foundation.actors import SYSTEM

pytestmark = pytest.mark.usefixtures("world", "db", "signer", "owner")


def test_a_new_commission_is_named_in_every_language(commission: Commission) -> None:
    names = {"kk": "Комиссия", "ru": "Комиссия по лечению", "en": "Commission",
             "uz": "Komissiya", "uz-cyrl": "Комиссия УЗ"}  # fmt: skip
    typed = {code.replace("-", "_"): name for code, name in names.items()}
    sent = commission.secretary.post(at("new_body"), typed | {"matter_kind": KIND})
    assert sent.status_code == 303
    assert Body.objects.get().name == names


def test_a_vote_is_hidden_from_others_before_their_own(commission: Commission) -> None:
    made = commission.in_vote(commission.open_sitting())
    member = commission.of["ngo"]
    assert "Your vote" in text_of(member, at("item", made))
    assert member.post(at("cast", made), BALLOT).status_code == 303
    hidden = text_of(commission.of["surgeon"], at("item", made))
    assert "Not on the list at all." not in hidden
    assert "has voted" in hidden
    assert "Not on the list at all." in text_of(member, at("item", made))
    assert commission.chair.get(at("decide", made)).status_code == 409


def test_who_presides_counts_after_his_own_vote_and_reads_so(commission: Commission) -> None:
    made = commission.in_vote(commission.open_sitting())
    counting, why = f'href="{at("decide", made)}"', "Cast your own vote first."
    shown = text_of(commission.chair, at("item", made))
    assert counting not in shown
    assert why in shown
    assert commission.chair.post(at("cast", made), BALLOT).status_code == 303
    shown = text_of(commission.chair, at("item", made))
    assert counting in shown
    assert why not in shown
    assert counting in text_of(commission.secretary, at("item", made))


@pytest.mark.parametrize(("outcome", "field"), [("refuse", "ground"), ("home", "facility")])
def test_a_vote_is_asked_at_its_field_for_what_it_lacks_and_what_was_typed_stays(
    commission: Commission, outcome: str, field: str
) -> None:
    made = commission.in_vote(commission.open_sitting())
    typed = {"outcome": outcome, "reasons": "Typed with care."}
    answer = commission.of["ngo"].post(at("cast", made), typed)
    assert answer.status_code == 422
    told = answer.content.decode()
    assert f'id="id_{field}_error"' in told
    assert "Typed with care." in told
    assert commission.of["ngo"].post(at("cast", made), BALLOT).status_code == 303


def test_a_matter_goes_from_the_agenda_to_a_letter(commission: Commission) -> None:
    made = commission.in_vote(commission.open_sitting())
    commission.voted(made)
    assert "Refused" in text_of(commission.chair, at("decide", made))
    refused = commission.chair.post(at("decide", made), REASONS)
    assert refused.status_code == 422
    assert "heard before a refusal" in refused.content.decode()
    heard = {"heard": "in_person", "heard_at": typed_moment(), "note": ""}
    assert commission.secretary.post(at("hearing", made), heard).status_code == 303
    assert commission.chair.post(at("decide", made), REASONS).status_code == 303
    assert Item.objects.get().state == ItemState.DECIDED
    assert "Not listed." in text_of(commission.of["surgeon"], at("item", made))
    letter = commission.secretary.post(at("letter", made, "kk", "file"))
    assert letter.headers["Content-Type"] == "application/pdf"
    assert told_in[-1] == "kk"
    assert commission.secretary.post(at("letter", made, "fr", "file")).status_code == 404
    assert commission.chair.post(at("letter", made, "kk", "file")).status_code == 403


def test_minutes_are_signed_by_the_chair_and_read_by_members(commission: Commission) -> None:
    here = commission.open_sitting()
    made = commission.in_vote(here)
    commission.voted(made, {"outcome": "abroad", "reasons": "x"})
    commission.chair.post(at("decide", made), REASONS)
    assert commission.of["ngo"].get(at("bundle", here)).content.startswith(b"%PDF")
    assert commission.chair.post(at("close_sitting", here)).status_code == 303
    assert at("sign", here) in text_of(commission.chair, at("sitting", here))
    assert at("sign", here) not in text_of(commission.secretary, at("sitting", here))
    for view in ("", "?view=past"):
        assert at("sitting", here) in text_of(commission.chair, at("board") + view)
    assert "Sign" in text_of(commission.chair, at("sign", here))
    assert commission.chair.post(at("sign", here)).status_code == 303
    assert Sitting.objects.get().state == SittingState.SIGNED
    address = at("minutes", Sitting.objects.get().papers.order_by("id")[0].pk, "file")
    assert address in text_of(commission.of["ngo"], at("sitting", here))
    assert commission.of["ngo"].get(address).content.startswith(b"%PDF")
    assert at("sitting", here) in text_of(commission.of["ngo"], at("board") + "?view=past")


def test_a_matter_is_discussed_again_with_a_reason_that_stays_with_the_old_votes(
    commission: Commission,
) -> None:
    here = commission.open_sitting()
    made = commission.in_vote(here)
    commission.voted(made, {"outcome": "abroad", "reasons": "The old reasons."})
    chair = commission.chair
    assert "Discuss the matter again?" in text_of(chair, at("reconsider", made))
    again = {"reason": "no_majority", "note": "Typed and kept"}
    refused = chair.post(at("reconsider", made), again)
    assert refused.status_code == 422
    for said in ("A majority has voted", "New documents or facts", "Typed and kept"):
        assert said in refused.content.decode()
    assert commission.of["ngo"].post(at("reconsider", made), again).status_code == 403
    again = {"reason": "new_facts", "note": "A new scan came."}
    assert chair.post(at("reconsider", made), again).status_code == 303
    page = text_of(commission.of["ngo"], at("item", made))
    for said in ("Vote 1, discussed again", "A new scan came.", "The old reasons."):
        assert said in page
    assert "The old reasons." not in text_of(commission.secretary, at("item", made))
    assert chair.post(at("item_move", made, "vote")).status_code == 303
    commission.voted(made, {"outcome": "defer", "reasons": "x"})
    commission.chair.post(at("decide", made), REASONS)
    with override("en"):
        minutes = minutes_sheet(sitting_record(SYSTEM, here))
    told = minutes.parts[1].text[-1]
    assert told.startswith("Vote 1, discussed again (New documents or facts, A new scan came.).")
    assert "Test ngo: Treatment abroad" in told


def test_what_is_typed_wrong_is_kept_and_said(commission: Commission) -> None:
    made = commission.in_vote(commission.open_sitting())
    member = commission.of["ngo"]
    answer = member.post(at("cast", made), {"outcome": "refuse", "reasons": "I typed this"})
    assert answer.status_code == 422
    assert "I typed this" in answer.content.decode()
    answer = member.post(at("cast", made), {"outcome": "home", "reasons": "x"})
    assert answer.status_code == 422
    whole = {"outcome": "home", "reasons": "x", "facility": str(facility_id())}
    assert member.post(at("cast", made), whole).status_code == 303
    assert Vote.objects.get().facility_id == facility_id()


def test_who_declares_a_conflict_is_told_and_does_not_vote(commission: Commission) -> None:
    made = commission.in_vote(commission.open_sitting())
    member = commission.of["surgeon"]
    assert "Conflict of interest" in text_of(member, at("declare", made))
    sent = member.post(at("declare", made), {"why": "kin", "note": ""})
    assert sent.status_code == 303
    assert "You do not vote" in text_of(member, at("item", made))
    assert member.post(at("cast", made), {"outcome": "abroad", "reasons": "x"}).status_code == 422


def test_a_written_vote_runs_without_presence(commission: Commission) -> None:
    here = commission.open_sitting(kind="written")
    commission.in_vote(here)
    assert "Came" not in text_of(commission.secretary, at("sitting", here))
    assert commission.chair.post(at("close_sitting", here)).status_code == 422


def test_who_closes_a_sitting_reads_first_which_matters_it_did_not_reach(
    commission: Commission,
) -> None:
    here = commission.open_sitting()
    number = "A-77"
    told = matter(number=number, is_urgent=True)
    placed = {"sitting": here}
    made = put_on_agenda(SYSTEM, matter=told, now=timezone.now())
    assert commission.secretary.post(at("place_item", made), placed).status_code == 303
    asked = text_of(commission.secretary, at("close_sitting", here))
    assert f"Not reached, and waiting for another sitting: {number} (urgent)." in asked
    assert Sitting.objects.get().state == SittingState.OPEN
    assert commission.secretary.post(at("close_sitting", here)).status_code == 303
    assert Sitting.objects.get().state == SittingState.CLOSED
    assert commission.of["ngo"].get(at("close_sitting", here)).status_code == 403


def test_a_sitting_says_whom_its_commission_lacks_and_leads_to_its_members(
    commission: Commission,
) -> None:
    body = commission.established()
    now = timezone.now()
    typed = {
        "kind": "ordinary", "starts_at": typed_moment(now),
        "ends_at": typed_moment(now + timedelta(hours=2)), "place": "",
    }  # fmt: skip
    commission.secretary.post(at("new_sitting", body), typed)
    here = at("sitting", Sitting.objects.get().pk)
    assert "Missing:" not in text_of(commission.secretary, here)
    surgeon = Member.objects.get(account_id=commission.accounts["surgeon"].pk).pk
    commission.secretary.post(at("end_member", surgeon), {"on": typed_moment()[:10]})
    shown = text_of(commission.secretary, here)
    assert "Missing: Physician: 1." in shown
    assert f'href="{at("body", body)}"' in shown
    assert "Open the sitting" not in shown
    assert "Missing:" not in text_of(commission.of["ngo"], here)


def test_sittings_are_moved_and_cancelled_and_terms_ended(commission: Commission) -> None:
    body = commission.established()
    start = timezone.now() + timedelta(days=2)
    typed = {
        "kind": "ordinary", "starts_at": typed_moment(start),
        "ends_at": typed_moment(start + timedelta(hours=2)), "place": "Астана",
    }  # fmt: skip
    commission.secretary.post(at("new_sitting", body), typed)
    here = Sitting.objects.get().pk
    assert "Move the sitting" in text_of(commission.secretary, at("move_sitting", here))
    moved = commission.secretary.post(at("move_sitting", here), typed | {"place": "Алматы"})
    assert moved.status_code == 303
    wrong = typed | {"ends_at": typed_moment(start - timedelta(hours=1))}
    assert commission.secretary.post(at("move_sitting", here), wrong).status_code == 422
    assert commission.secretary.post(at("cancel_sitting", here), {}).status_code == 422
    sent = commission.secretary.post(at("cancel_sitting", here), {"reason": "no_quorum"})
    assert sent.status_code == 303
    member = Member.objects.get(account_id=commission.accounts["ngo"].pk)
    assert "Test ngo" in text_of(commission.secretary, at("end_member", member.pk))
    ended = commission.secretary.post(at("end_member", member.pk), {"on": typed_moment()[:10]})
    assert ended.status_code == 303
    page = text_of(commission.secretary, at("body", body))
    assert "Not complete" in page
    assert "unverified" in page.lower()


def test_a_matter_is_withdrawn_with_a_reason(commission: Commission) -> None:
    commission.established()
    made = put_on_agenda(SYSTEM, matter=matter(is_urgent=True), now=timezone.now())
    assert "Urgent" in text_of(commission.secretary, at("board") + "?view=waiting")
    assert "Withdraw" not in text_of(commission.of["ngo"], at("board") + "?view=waiting")
    sent = commission.secretary.post(at("withdraw_item", made), {"reason": "by_applicant"})
    assert sent.status_code == 303
    assert Item.objects.get().state == ItemState.WITHDRAWN


def test_outsiders_find_nothing(commission: Commission, people: Accounts) -> None:
    here = commission.open_sitting()
    made = commission.in_vote(here)
    other = browser(people.account("commission_member"))
    for name, key in (("sitting", here), ("item", made), ("bundle", here), ("declare", made)):
        assert other.get(at(name, key)).status_code == 404, name
    assert "You have a seat in no commission" in text_of(other, at("board"))
    assert browser(people.account("dispatcher")).get(at("board")).status_code == 403


def test_fragments_and_the_number_of_queries(commission: Commission) -> None:
    here = commission.open_sitting()
    made = commission.in_vote(here)
    cost(commission.of["ngo"], at("sitting", here))
    once = cost(commission.of["ngo"], at("sitting", here))
    for _n in range(4):
        put = put_on_agenda(SYSTEM, matter=matter(), now=timezone.now())
        commission.secretary.post(at("place_item", put), {"sitting": here})
    assert cost(commission.of["ngo"], at("sitting", here)) == once
    for address in (at("board"), at("sitting", here), at("item", made)):
        part = commission.of["ngo"].get(address, headers=HTMX)
        assert "<html" not in part.content.decode()


def test_a_calendar_has_a_secret_address_which_can_be_renewed(commission: Commission) -> None:
    commission.in_vote(commission.open_sitting())
    member = commission.of["ngo"]
    Account.objects.update(language="kk")
    page = text_of(member, at("calendar"))
    address = page.partition('value="https://qanat.example')[2].partition('"')[0]
    feed = Client().get(address)
    assert feed.headers["Content-Type"] == "text/calendar; charset=utf-8"
    text = feed.content.decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    sitting = Sitting.objects.get()
    plain = text.replace("\r\n ", "")
    assert f"DTSTART:{sitting.starts_at:%Y%m%dT%H%M%SZ}" in plain
    assert "STATUS:CONFIRMED" in plain
    assert "LOCATION:Астана" in plain
    assert "X-WR-CALNAME:Комиссия отырыстары" in plain
    for secret in (matter().number, "Endovascular", "Test ngo"):
        assert secret not in plain
    assert member.post(at("renew_calendar")).status_code == 303
    assert Client().get(address).status_code == 404
    assert Client().get("/commission/calendar/1.abc/sittings.ics").status_code == 404
    assert Client().get("/commission/calendar/Ж.x/sittings.ics").status_code == 404
