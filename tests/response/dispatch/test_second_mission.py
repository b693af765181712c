"""Of many who commit a mission for one request in the same instant one is first."""

from functools import partial

import pytest
from tests.registry.racing import race
from tests.response.dispatch.builders import DISPATCHER, NOW, aircraft_ids, approved, draft

from qanat.foundation.actors import SYSTEM
from qanat.response.commitments.queries import commitments_of
from qanat.response.dispatch.commands.missions import commit_mission
from qanat.response.dispatch.commands.serving import HasMission
from qanat.response.dispatch.models import Mission


@pytest.mark.usefixtures("world")
@pytest.mark.django_db(transaction=True)
def test_of_writers_with_different_aircraft_one_commits_and_all_others_hear_of_it() -> None:
    row = approved(actor=SYSTEM)
    commits = [
        partial(commit_mission, DISPATCHER, request_ids=[row.pk], draft=draft(craft), now=NOW)
        for craft in aircraft_ids()[:6]
    ]
    answers = race(commits)
    made = Mission.objects.get()
    assert [a for a in answers if not isinstance(a, HasMission)] == [made.pk]
    refused = [a for a in answers if isinstance(a, HasMission)]
    assert {a.values["mission"] for a in refused} == {made.number}
    assert len(commitments_of("mission", made.pk)) == 1
    commit_mission(
        DISPATCHER,
        request_ids=[row.pk],
        draft=draft(next(c for c in aircraft_ids() if c != made.aircraft_id)),
        is_second=True,
        now=NOW,
    )
    assert Mission.objects.filter(requests=row).count() == 2
