"""What a record of dispatch is called and to whom it belongs, by kind and id."""

from dataclasses import dataclass

from qanat.response.dispatch.models import Mission, Request


@dataclass(frozen=True, slots=True)
class RecordBrief:
    """The number of a record and who may see it; empty for kinds which are not of dispatch."""

    number: str = ""
    region: str = ""
    operator_id: int | None = None
    is_exercise: bool = False
    is_synthetic: bool = False


def record_brief(kind: str, record_id: int) -> RecordBrief:
    """Return a request or a mission in brief; for the system, which shows it within scopes."""
    if kind == "mission" and (m := Mission.objects.filter(pk=record_id).first()):
        return RecordBrief(
            m.number, m.region_id or "", m.operator_id, m.is_exercise, m.is_synthetic
        )
    if kind == "request" and (r := Request.objects.filter(pk=record_id).first()):
        return RecordBrief(r.number, r.region_id or "", None, r.is_exercise, r.is_synthetic)
    return RecordBrief()
