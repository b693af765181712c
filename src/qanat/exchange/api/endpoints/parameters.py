"""Parameters: the values that hold, dated and sourced."""

from qanat.exchange.api.router import Call, endpoint
from qanat.exchange.api.wire.parameters import ParameterList, ParameterOut, ParametersQuery
from qanat.foundation.days import national_day
from qanat.foundation.parameters.permissions import READ
from qanat.foundation.parameters.queries import ParameterRow, current_rows


@endpoint("GET", "/parameters", needs=READ)
def read_parameters(call: Call, query: ParametersQuery) -> ParameterList:
    """Read the parameters which hold on a day, with their sources."""
    rows = current_rows(call.actor, query.on or national_day(call.now))
    return ParameterList(
        items=tuple(_told(row) for row in rows if row.key.startswith(query.prefix))
    )


def _told(row: ParameterRow) -> ParameterOut:
    return ParameterOut(
        key=row.key,
        scope=row.scope,
        label=str(row.label),
        kind=row.kind.value,
        value=row.value,
        unit=row.unit,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source=row.source,
        source_url=row.source_url,
        evidence=row.evidence.value,
        verified=row.verified,
    )
