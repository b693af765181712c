"""What pages of a commission tell before somebody presses in vain."""

import pytest
from tests.care.commission.seated import REASONS, Commission, at, text_of
from tests.response.dispatch.browsing import typed_moment

from qanat.care.commission.models import Body, Member, Sitting

pytestmark = pytest.mark.usefixtures("world", "db", "signer", "owner")


def test_a_decision_is_asked_at_its_field_for_the_ground_it_rests_on(
    commission: Commission,
) -> None:
    made = commission.in_vote(commission.open_sitting())
    commission.voted(made)
    heard = {"heard": "in_person", "heard_at": typed_moment(), "note": ""}
    commission.secretary.post(at("hearing", made), heard)
    answer = commission.chair.post(at("decide", made), REASONS | {"ground": ""})
    assert answer.status_code == 422
    assert 'id="id_ground_error"' in answer.content.decode()
    assert commission.chair.post(at("decide", made), REASONS).status_code == 303


def test_a_matter_says_that_a_quorum_is_missing_before_anybody_asks_for_votes(
    commission: Commission,
) -> None:
    made = commission.in_vote(commission.open_sitting())
    commission.chair.post(at("reconsider", made), {"reason": "no_majority", "note": "x"})
    asking = f'action="{at("item_move", made, "vote")}"'
    assert asking in text_of(commission.secretary, at("item", made))
    here = Sitting.objects.get().pk
    for name in ("ngo", "surgeon"):
        seat = Member.objects.get(account_id=commission.accounts[name].pk).pk
        commission.secretary.post(at("presence", here, seat), {"there": "0"})
    shown = text_of(commission.secretary, at("item", made))
    assert "There is no quorum: 1 may vote here, 2 are needed." in shown
    assert f'href="{at("sitting", here)}"' in shown
    assert asking not in shown
    assert "There is no quorum" not in text_of(commission.of["ngo"], at("item", made))


def test_a_commission_shows_its_sittings_and_who_has_no_vote_when_votes_are_shown(
    commission: Commission,
) -> None:
    here = commission.open_sitting()
    made = commission.in_vote(here)
    body = Body.objects.get().pk
    assert at("sitting", here) in text_of(commission.of["ngo"], at("body", body))
    assert at("new_sitting", body) in text_of(commission.secretary, at("body", body))
    assert at("new_sitting", body) not in text_of(commission.chair, at("body", body))
    told = "Votes are shown when the matter is decided."
    assert told in text_of(commission.secretary, at("item", made))
    assert told not in text_of(commission.of["ngo"], at("item", made))
