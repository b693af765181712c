"""When a flight should have reported, and how far its silence has gone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from qanat.response.following.states import Phase


@dataclass(frozen=True, slots=True)
class Norms:
    """How often an airborne aircraft reports, and how long after that each phase begins."""

    interval: timedelta
    uncertainty_after: timedelta
    alert_after: timedelta
    distress_after: timedelta

    def begins_after(self, phase: Phase) -> timedelta:
        """Return how long after the last word a phase begins; never before a milder one."""
        if phase is Phase.NORMAL:
            return timedelta(0)
        waits = (timedelta(0), self.uncertainty_after, self.alert_after, self.distress_after)
        return self.interval + max(waits[:phase])


@dataclass(frozen=True, slots=True)
class Silence:
    """The clock of a flight since its last word.

    Attributes:
        due_at: when it is to report next, or was.
        next_at: when the next phase begins; None in the last one.
    """

    phase: Phase
    due_at: datetime
    began_at: datetime
    next_at: datetime | None


def silence(
    heard_at: datetime, now: datetime, norms: Norms, fuel_until: datetime | None = None
) -> Silence:
    """Tell how far the silence of a flight has gone.

    A flight which is overdue and can't have fuel any more is in distress, whatever the norms.
    """
    due = heard_at + norms.interval
    begins = {phase: heard_at + norms.begins_after(phase) for phase in Phase}
    if fuel_until is not None:
        begins[Phase.DISTRESS] = min(begins[Phase.DISTRESS], max(due, fuel_until))
    phase = max(p for p in Phase if now >= begins[p] or p is Phase.NORMAL)
    later = [begins[p] for p in Phase if p > phase]
    return Silence(phase, due, begins[phase], min(later, default=None))
