"""Of many who commit shared flights of one aircraft in the same instant one is first."""

from functools import partial

import pytest
from tests.registry.racing import race
from tests.response.dispatch.builders import DISPATCHER, NOW
from tests.response.dispatch.test_sharing import waiting

from qanat.foundation.actors import SYSTEM
from qanat.foundation.refusals import Conflict
from qanat.response.commitments.queries import commitments_of
from qanat.response.dispatch.commands.sharing import commit_shared
from qanat.response.dispatch.models import Mission
from qanat.response.dispatch.suggest.exact import KEEPER
from qanat.response.dispatch.suggest.policies import SOONEST
from qanat.response.dispatch.suggest.sharing import share_flights


@pytest.mark.usefixtures("world")
@pytest.mark.django_db(transaction=True)
def test_of_two_shared_flights_of_one_aircraft_committed_at_once_one_is_made_whole() -> None:
    KEEPER.forget()
    first, _, second, _ = waiting(4)
    flights = [share_flights(SYSTEM, row, NOW, SOONEST).offers[0].flight for row in (first, second)]
    assert flights[0].aircraft_id == flights[1].aircraft_id
    answers = race([partial(commit_shared, DISPATCHER, flight=one, now=NOW) for one in flights])
    [refused] = [answer for answer in answers if isinstance(answer, Exception)]
    assert isinstance(refused, Conflict)
    mission = Mission.objects.get()
    assert mission.requests.count() == 2
    assert len(commitments_of("mission", mission.pk)) == 5
    KEEPER.forget()
