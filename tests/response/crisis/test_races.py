from functools import partial

import pytest
from tests.registry.builders import region
from tests.registry.racing import race
from tests.response.dispatch.builders import NOW, actor_as

from qanat.foundation.actors import SYSTEM
from qanat.response.crisis.commands.casualties import CasualtyDraft, TagTaken, enter_casualties
from qanat.response.crisis.models import Casualty, Incident

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = [actor_as("team", account=300 + n) for n in range(6)]


def test_six_who_enter_at_once_get_tags_of_their_own() -> None:
    region("KZ-19")
    from qanat.foundation.commands import intention

    with intention(SYSTEM, "test"):
        pk = Incident.objects.create(
            number="M-1", kind="road", place="?", region_id="KZ-19", lon=77.2, lat=43.3,
            happened_at=NOW, declared_at=NOW, declared_by=0,
        ).pk  # fmt: skip
    two = [CasualtyDraft(category="red"), CasualtyDraft(category="green")]
    answers = race(
        [partial(enter_casualties, p, incident_id=pk, drafts=two, now=NOW) for p in PEOPLE]
    )
    given = [tag for answer in answers if isinstance(answer, list) for tag in answer]
    assert sorted(given, key=int) == [str(n) for n in range(1, 13)]
    same = [CasualtyDraft(category="red", tag="77")]
    answers = race(
        [partial(enter_casualties, p, incident_id=pk, drafts=same, now=NOW) for p in PEOPLE]
    )
    assert answers.count(["77"]) == 1
    assert sum(isinstance(a, TagTaken) for a in answers) == 5
    assert Casualty.objects.filter(incident=pk).count() == 13
