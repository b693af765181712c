"""Tell everybody who looks at alerts that one has changed."""

from qanat.events.alerts import AlertChanged
from qanat.foundation.outbox import announce
from qanat.response.alerts.models import Alert


def tell(row: Alert) -> None:
    """Announce what has become of an alert."""
    announce(
        AlertChanged(
            alert_id=row.pk,
            cause=row.cause,
            urgency=row.urgency,
            region=row.region,
            state=row.state,
            escalations=row.escalations,
        )
    )
