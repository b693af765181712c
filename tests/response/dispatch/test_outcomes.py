"""What waiting costs a patient: the curves of the diagnosis, in plans, words and records."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.response.dispatch.browsing import Browse
from tests.response.dispatch.builders import NOW, approved, request
from tests.response.dispatch.test_pages_plans import approved as approved_now
from tests.response.dispatch.test_pages_plans import at

from qanat.engine.kbest.published import CURVES
from qanat.foundation.actors import SYSTEM
from qanat.response.dispatch.commands.planning import commit_plan
from qanat.response.dispatch.models.missions import Plan
from qanat.response.dispatch.suggest import Wider, propose
from qanat.response.dispatch.suggest.outcomes import outcome_of
from qanat.response.dispatch.suggest.policies import policies, policy_of

pytestmark = pytest.mark.usefixtures("world", "db")


@pytest.mark.parametrize(
    ("icd10", "curve", "evidence"),
    [
        ("I63.4", "stroke_thrombolysis", "published"),
        ("I61", "hours", "policy"),
        ("I21.0", "infarction", "policy"),
        ("S82", "trauma", "policy"),
        ("T40", "hours", "policy"),
        ("O14.1", "birth", "policy"),
        ("P07", "newborn", "policy"),
        ("K92.2", "hours", "policy"),
        ("", "hours", "policy"),
    ],
)
def test_a_diagnosis_has_its_own_curve_and_all_else_is_the_sooner_the_better(
    icd10: str, curve: str, evidence: str
) -> None:
    outcome = outcome_of(request(icd10=icd10), NOW)
    assert (outcome.told.name, outcome.evidence) == (curve, evidence)
    assert outcome.version == CURVES[curve].version


def test_a_curve_counts_from_onset_and_never_stops_to_fall() -> None:
    known, unknown = request(), request(onset_at=None, name="Сериков Аян")
    late = outcome_of(known, NOW)
    assert (late.since_min, late.is_onset_known) == (60, True)
    assert late.lost_by(0) == pytest.approx(100 * CURVES["stroke_thrombolysis"].lost(60, 15))
    assert late.lost_by(10 * 3_600) == 0
    assert all(late.care.lost(minute, 1) > 0 for minute in range(0, 1_440, 60))
    assert (outcome_of(unknown, NOW).since_min, outcome_of(unknown, NOW).is_onset_known) == (
        0,
        False,
    )


def test_policies_charge_by_the_curve_and_time_alone_ranks_by_time() -> None:
    stroke, other = request(), request(icd10="K92.2", name="Сериков Аян")
    balanced = Wider(policy=policy_of("balanced", policies(NOW)["balanced"]))
    by_curve = propose(SYSTEM, stroke.pk, NOW, wider=balanced)
    assert any(version.startswith("stroke_thrombolysis") for version in by_curve.curves)
    charges = [p.charge for p in by_curve.proposals]
    assert charges == sorted(charges)
    by_hours = propose(SYSTEM, other.pk, NOW, wider=balanced)
    assert set(by_hours.curves) == {CURVES["hours"].version}
    alone = propose(SYSTEM, stroke.pk, NOW)
    assert set(alone.curves) == {CURVES["hours"].version}
    ends = [p.plan.definitive_at for p in alone.proposals if p.plan.definitive_at]
    assert ends == sorted(ends)


def test_what_is_committed_keeps_the_version_of_the_curve() -> None:
    row = approved()
    answer = propose(SYSTEM, row.pk, NOW)
    key = next(p.key for p in answer.proposals if p.is_as_decided and p.plan.units)
    mission = commit_plan(
        SYSTEM, request_id=row.pk, key=key, proposed_at=NOW, now=NOW + timedelta(minutes=1)
    )
    known = Plan.objects.get(mission=mission).known
    assert known["curve"] == CURVES["stroke_thrombolysis"].version


def test_the_page_tells_the_curve_and_what_a_quarter_of_an_hour_costs(browse: Browse) -> None:
    row, now = approved_now(), timezone.now()
    page = browse("dispatcher").get(at(row))
    text = page.content.decode()
    assert "published curve" in text
    assert "Holodinsky 2018" in text
    option = page.context["options"][0]
    lost = propose(SYSTEM, row.pk, now).lost_by(option["plan"])
    assert lost is not None
    assert option["lost"] == pytest.approx(lost, abs=0.05)
    if option["lost_shown"]:
        assert f"each 15 min later: {option['lost_shown']} of 100 fewer recover well" in text
