"""What the map says of places in words: free beds of hospitals, weather of airfields."""

import json
from datetime import UTC, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.response.dispatch.browsing import Browse

from qanat.foundation.actors import SYSTEM
from qanat.registry.facilities.queries import inpatient_points
from qanat.registry.places.models import Airfield
from qanat.response.hospitals.commands import state_free_beds
from qanat.response.hospitals.states import BedKind
from qanat.response.weather.commands import Statement, state_weather

pytestmark = pytest.mark.usefixtures("world", "db")


def labels(browse: Browse, role: str, region: str = "") -> dict[str, str]:
    answer = browse(role, region).get(reverse("dispatch:map_points"))
    features = json.loads(answer.content)["features"]
    return {f["properties"]["id"]: f["properties"]["label"] for f in features}


def test_the_map_tells_free_beds_and_weather_in_words_to_whom_may_see_them(browse: Browse) -> None:
    now, ward = timezone.now(), inpatient_points()[0]
    beds = {BedKind.WARD: 4, BedKind.ICU: 2}
    state_free_beds(SYSTEM, facility_id=ward.id, beds=beds, now=now)
    seen_at = now.astimezone(UTC) - timedelta(minutes=10)
    report = f"METAR UAAA {seen_at:%d%H%M}Z 00005MPS 9999 FZRA OVC050"
    state_weather(SYSTEM, statements=[Statement(text=report)], source="test", now=now)
    hospital, field = f"hospital:{ward.id}", f"airfield:{Airfield.objects.get(icao='UAAA').pk}"
    told = labels(browse, "dispatcher")
    assert told[hospital] == f"{ward.name} · free beds: 6"
    assert told[field].endswith(" · No flying")
    assert labels(browse, "coordinator", "KZ-47")[hospital] == ward.name
