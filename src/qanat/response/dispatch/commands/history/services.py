"""Services of the past and to whom they were given."""

from collections.abc import Sequence

from qanat.foundation.actors import Actor
from qanat.foundation.bulk import store_rows
from qanat.foundation.commands import command
from qanat.response.dispatch.commands.history.drafts import PastService, Provenance
from qanat.response.dispatch.models import Service, ServicePatient
from qanat.response.dispatch.permissions import CORRECT


@command(needs=CORRECT)
def store_past_services(
    actor: Actor, *, rows: Sequence[PastService], source: Provenance
) -> list[int]:
    """Store services of the past with their patients; return their ids."""
    ids = store_rows(
        Service,
        [
            {
                "mission_id": row.mission_id,
                "request_id": row.request_id,
                "kind": row.kind,
                "performed_at": row.performed_at,
                "performed_by": row.performed_by[:160],
                "specialty": row.specialty,
                "to_facility_id": row.to_facility_id,
                "to_name": row.to_name[:200],
                "organ": row.organ[:20],
                "recorded_at": source.recorded(row.performed_at),
                "by_id": actor.id,
                "origin": source.origin,
            }
            for row in rows
        ],
    )
    store_rows(
        ServicePatient,
        [
            {"service_id": pk, "patient_id": patient}
            for pk, row in zip(ids, rows, strict=True)
            for patient in dict.fromkeys(row.patient_ids)
        ],
    )
    return ids
