from datetime import timedelta

import pytest
from django.db.models import Count
from tests.registry.builders import NOW, somebody

from qanat.foundation.actors import NATION, SYSTEM
from qanat.foundation.refusals import NotAllowed
from qanat.registry.fleet.commands import load_demo_fleet, load_fleet
from qanat.registry.places.commands import load_places
from qanat.registry.workforce.commands import keep_demo_duties, load_demo_workforce
from qanat.registry.workforce.commands.demo import FleetMissing
from qanat.registry.workforce.models import Duty, Person
from qanat.registry.workforce.permissions import SEE
from qanat.registry.workforce.queries import on_call, on_duty

pytestmark = pytest.mark.django_db


def test_the_demonstration_needs_a_fleet_and_the_right() -> None:
    with pytest.raises(FleetMissing):
        load_demo_workforce(SYSTEM, seed=1, now=NOW)
    reader = somebody({SEE}, NATION)
    with pytest.raises(NotAllowed):
        load_demo_workforce(reader, seed=1, now=NOW)
    with pytest.raises(NotAllowed):
        keep_demo_duties(reader, now=NOW)
    assert not Person.objects.exists()


def test_every_post_is_filled_now_and_stays_so() -> None:
    load_places(SYSTEM)
    load_fleet(SYSTEM)
    load_demo_fleet(SYSTEM, seed=7, now=NOW)
    made = load_demo_workforce(SYSTEM, seed=7, now=NOW)
    assert made.people == made.duties == Duty.objects.count()
    assert not Person.objects.filter(is_synthetic=False).exists()
    crews = Duty.objects.filter(during__contains=NOW, ambulance__isnull=False)
    assert crews.values("ambulance").distinct().count() == 1618
    posts = made.people // 3
    for hours in (0, 13, 24 * 40):
        at = NOW + timedelta(hours=hours)
        keep_demo_duties(SYSTEM, now=at)
        assert keep_demo_duties(SYSTEM, now=at) == 0
        assert Duty.objects.filter(during__contains=at).count() == posts
    roles = dict(Duty.objects.values_list("role").annotate(Count("pk")))
    assert len(roles) == 9
    assert len(on_call(SYSTEM, at=NOW, specialty="neurosurgery")) == 20
    assert len(on_duty(SYSTEM, at=NOW, roles=("coordinator",))) == 20
    assert not Person.objects.filter(phone_key=None).exists()  # whoever is called out is reached
    again = load_demo_workforce(SYSTEM, seed=8, now=NOW)
    assert again.people == 0
