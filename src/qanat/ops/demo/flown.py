"""Who was on board of the flights which the airline has flown in the weeks before."""

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from qanat.foundation.actors import SYSTEM
from qanat.ops.demo import requests
from qanat.ops.demo.crews import CREW
from qanat.ops.demo.people import patient
from qanat.registry.facilities.queries import FacilityRow, Filter, facility_rows
from qanat.registry.patients.commands import ensure_patients
from qanat.registry.terminology.queries import nosology_of
from qanat.response.dispatch.commands.history import (
    PastMission,
    PastRequest,
    PastService,
    Provenance,
    add_past_patients,
    serve_requests,
    store_past_requests,
    store_past_services,
)

TAKEN_BEFORE: Final = timedelta(minutes=20)
DECIDED_BEFORE: Final = timedelta(minutes=5)
HANDED_OVER_AFTER: Final = timedelta(minutes=25)
CLOSED_AFTER: Final = timedelta(hours=1)
Hospitals = Sequence[FacilityRow]


def fill_flown(
    chance: random.Random, flown: Sequence[PastMission], ids: Sequence[int], source: Provenance
) -> None:
    """Have each flight have brought somebody from a hospital of its region to a large one."""
    cases = [one for one in requests.vignettes() if one["need"] == "transport"]
    chosen = [chance.choice(cases) for _ in flown]
    senders = _in_regions(chance, requests.sending_hospitals(), flown)
    every = facility_rows(Filter(is_inpatient=True))
    large = [one for one in every if one.type in requests.LARGE_TYPES]
    receivers = _in_regions(chance, large, flown)
    drafts = [
        patient(chance, case, row.created_at.date(), row.region)
        for case, row in zip(chosen, flown, strict=True)
    ]
    people = ensure_patients(SYSTEM, rows=drafts, now=source.now)
    asked = [
        _request(case, row, *ends)
        for case, row, *ends in zip(chosen, flown, senders, receivers, strict=True)
    ]
    made = store_past_requests(SYSTEM, rows=asked, source=source)
    add_past_patients(SYSTEM, people={pk: [one] for pk, one in zip(made, people, strict=True)})
    serve_requests(SYSTEM, pairs=zip(ids, made, strict=True))
    given = [
        PastService(
            mission_id=mission,
            request_id=request,
            kind="transport",
            performed_at=(row.landed_at or row.created_at) + HANDED_OVER_AFTER,
            performed_by=CREW[0].name,
            to_facility_id=to.id,
            patient_ids=(person,),
        )
        for mission, request, row, to, person in zip(
            ids, made, flown, receivers, people, strict=True
        )
    ]
    store_past_services(SYSTEM, rows=given, source=source)


def _in_regions(
    chance: random.Random, hospitals: Hospitals, flown: Sequence[PastMission]
) -> list[FacilityRow]:
    """Return a hospital for each flight, of its region where there is one."""
    near = {
        row.region: [one for one in hospitals if one.region_code == row.region] for row in flown
    }
    return [chance.choice(near[row.region] or hospitals) for row in flown]


def _request(
    case: dict[str, Any], row: PastMission, sender: FacilityRow, receiver: FacilityRow
) -> PastRequest:
    received_at, age_years = row.created_at - TAKEN_BEFORE, float(sum(case["age"])) / 2
    return PastRequest(
        number=row.number.replace("SYN-F", "SYN-A"),
        need="transport",
        received_at=received_at,
        registered_at=received_at,
        decided_at=row.created_at - DECIDED_BEFORE,
        closed_at=(row.landed_at or row.created_at) + CLOSED_AFTER,
        nosology=nosology_of(case["icd10"], age_years, received_at.date()),
        is_flown=True,
        region=sender.region_code,
        channel="phone",
        sending_facility_id=sender.id,
        settlement_id=sender.settlement_id,
        accepting_facility_id=receiver.id,
        destination_region=receiver.region_code,
        diagnosis=case["diagnosis"],
        icd10=case["icd10"],
        specialty=case["specialty"],
        urgency=case["urgency"],
        cause=case["cause"],
        needs=tuple(case["needs"]),
        gestation_weeks=case["gestation_weeks"],
        consent="given" if case["age"][0] >= requests.ADULT else "representative",
        decision="fly_patient",
    )
