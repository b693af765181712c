"""Plans ranked by a policy, two of them side by side, and how long each can still be begun."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.response.dispatch.browsing import HTMX, Browse
from tests.response.dispatch.test_pages_plans import approved, at, keys, signed

from qanat.foundation.actors import SYSTEM
from qanat.registry.fleet.commands.stating import Statement, state_serviceability
from qanat.registry.fleet.models import Aircraft
from qanat.response.dispatch.forms.ranking import Ranking
from qanat.response.dispatch.models import Mission
from qanat.response.dispatch.suggest import Wider, propose
from qanat.response.dispatch.suggest.policies import Weights, policies, policy_of

pytestmark = pytest.mark.usefixtures("world", "db")


def test_every_policy_ranks_by_its_own_charge_and_shows_its_weights(browse: Browse) -> None:
    row, client, now = approved(), browse("dispatcher"), timezone.now()
    for code, weights in policies(now).items():
        page = client.get(at(row), {"policy": code})
        shown = page.context["ranking"]
        assert (shown.code, shown.weights, shown.errors) == (code, weights, {})
        assert 'name="hand_over_min"' in page.content.decode()
        wider = Wider(policy=policy_of(code, weights))
        charges = [p.charge for p in propose(SYSTEM, row.pk, now, wider=wider).proposals]
        if not weights.is_time_alone:
            assert charges == sorted(charges)


def test_a_policy_that_spares_money_never_puts_a_dearer_plan_first(browse: Browse) -> None:
    row, now = approved(), timezone.now()
    soonest = propose(SYSTEM, row.pk, now).proposals[0].plan
    sparing = Wider(policy=policy_of("sparing", policies(now)["sparing"]))
    first = propose(SYSTEM, row.pk, now, wider=sparing).proposals[0].plan
    assert first.cost_tiyn <= soonest.cost_tiyn
    assert first.definitive_at is not None
    assert soonest.definitive_at is not None
    assert first.definitive_at >= soonest.definitive_at


def test_coverage_costs_what_the_country_loses_without_each_unit_of_a_plan() -> None:
    row, now = approved(), timezone.now()
    without = policy_of("own", Weights(hand_over_min=5))
    counted = policy_of("own", Weights(hand_over_min=5, coverage_min=1))
    free = {p.key: p for p in propose(SYSTEM, row.pk, now, wider=Wider(policy=without)).proposals}
    answer = propose(SYSTEM, row.pk, now, wider=Wider(policy=counted))
    lost = answer.lose()
    assert any(people > 0 for unit, people in lost.items() if unit.startswith("ambulance"))
    same = [p for p in answer.proposals if p.key in free and p.plan.units]
    assert same
    for one in same:
        people = sum(lost.get(unit, 0.0) for unit in one.plan.units)
        more = one.charge - free[one.key].charge
        assert more == pytest.approx(counted.coverage * people, abs=1e-9)


def test_weights_are_adjusted_within_limits_and_belong_to_their_policy() -> None:
    now = timezone.now()
    own = {"policy": "balanced", "weights_of": "balanced", "hand_over_min": "12"}
    assert Ranking(own, now).weights.hand_over_min == 12
    other = own | {"policy": "gentle"}
    assert Ranking(other, now).weights == policies(now)["gentle"]
    beyond = Ranking(own | {"hand_over_min": "999"}, now)
    assert set(beyond.errors) == {"hand_over_min"}
    assert beyond.weights == policies(now)["balanced"]
    assert Ranking({"policy": "nonsense"}, now).weights == Weights()


def test_what_was_ranked_by_a_policy_is_committed_as_it_was_shown(browse: Browse) -> None:
    row, client = approved(), browse("dispatcher")
    page = client.get(at(row), {"policy": "gentle"}, headers=HTMX).content.decode()
    hidden = {"policy": "gentle", "weights_of": "gentle"}
    assert all(f'name="{name}" value="{value}"' in page for name, value in hidden.items())
    told = page.partition('name="plan" value="')[0]
    assert "Few hand-overs" in told
    chosen = next(o for o in client.get(at(row), {"policy": "gentle"}).context["options"])
    given = {"plan": chosen["key"], "proposed_at": signed(page), **hidden}
    assert client.post(at(row), given).status_code == 303
    assert Mission.objects.count() == 1


def test_two_plans_stand_side_by_side_with_what_is_better_marked(browse: Browse) -> None:
    row, client = approved(), browse("dispatcher")
    shown = client.get(at(row)).context["options"]
    two = [option["key"] for option in shown[:2]]
    address = reverse("dispatch:compare", args=(row.pk,))
    page = client.get(address, {"compare": two})
    assert [option["key"] for option in page.context["options"]] == two
    lines = {str(line.label): line for line in page.context["lines"]}
    assert {"Definitive care", "Cost", "Hand-overs"} <= set(lines)
    assert "People reached no more in time meanwhile" in lines
    care = [option["plan"].definitive_at for option in page.context["options"]]
    better = lines["Definitive care"].better
    assert better == (None if care[0] == care[1] else care.index(min(care)))
    commit = {"plan": two[1], "proposed_at": signed(page.content.decode())}
    assert client.post(at(row), commit).status_code == 303


def test_what_is_told_alike_of_both_is_better_of_neither(browse: Browse) -> None:
    row, client = approved(), browse("dispatcher")
    first, *others = [option["key"] for option in client.get(at(row)).context["options"]]
    address, alike = reverse("dispatch:compare", args=(row.pk,)), 0
    for other in others:
        for line in client.get(address, {"compare": [first, other]}).context["lines"]:
            if line.cells[0] == line.cells[1]:
                alike += 1
                assert line.better is None, line
    assert alike


@pytest.mark.parametrize("marked", [[], ["nonsense"], ["a", "b"], ["a", "b", "c"]])
def test_marks_which_are_not_two_plans_are_told(browse: Browse, marked: list[str]) -> None:
    row = approved()
    answer = browse("dispatcher").get(
        reverse("dispatch:compare", args=(row.pk,)), {"compare": marked}
    )
    assert answer.status_code == 200
    assert "Go to the plans" in answer.content.decode()


def test_who_may_not_plan_compares_nothing(browse: Browse) -> None:
    row = approved()
    address = reverse("dispatch:compare", args=(row.pk,))
    assert browse("coordinator", "KZ-47").get(address).status_code == 404
    assert keys(browse("dispatcher").get(address).content.decode()) == []


def test_the_other_way_of_a_mission_stays_in_view_until_it_leaves(browse: Browse) -> None:
    row, client = approved(), browse("dispatcher")
    page = client.get(at(row))
    chosen = page.context["options"][0]
    client.post(at(row), {"plan": chosen["key"], "proposed_at": signed(page.content.decode())})
    made = Mission.objects.get()
    address = reverse("dispatch:plan_b", args=(made.pk,))
    assert address in client.get(reverse("dispatch:mission", args=(made.pk,))).content.decode()
    other = client.get(address, headers=HTMX)
    assert made.aircraft is not None
    option = other.context["option"]
    assert made.aircraft.tail not in option["units"]
    assert option["is_as_decided"]
    craft = Aircraft.objects.get(tail=next(u for u in option["units"] if u.startswith("UP")))
    before = timezone.now() - timedelta(minutes=1)  # plans are made for whole minutes
    unfit = Statement(status="unserviceable", since=before, reason="fault")
    state_serviceability(SYSTEM, aircraft_id=craft.pk, statement=unfit, now=before)
    again = client.get(address, headers=HTMX)
    assert craft.tail not in again.context["option"]["units"]
    assert browse("coordinator", "KZ-47").get(address).status_code == 404


def test_a_plan_says_how_long_it_can_still_be_begun(browse: Browse) -> None:
    row, client = approved(), browse("dispatcher")
    before = timezone.now() - timedelta(minutes=1)  # plans are made for whole minutes
    options = client.get(at(row)).context["options"]
    limited = [option for option in options if option["works_until"]]
    for option in limited:
        assert option["works_until"] >= before
    page = client.get(at(row)).content.decode()
    assert ("can still be begun" in page) is bool(limited)
