"""Reports: what was done in a period."""

import msgspec

from qanat.exchange.api.problems import wrong
from qanat.exchange.api.router import Call, endpoint
from qanat.exchange.api.wire.reports import ReportOut, ReportQuery
from qanat.readiness.statistics.permissions import READ
from qanat.readiness.statistics.queries.counting import NotYourRegion, Question, ask, report
from qanat.readiness.statistics.queries.files import report_json
from qanat.readiness.statistics.queries.waiting import rows_left_out


@endpoint("GET", "/reports/aviation", needs=READ, errors=(NotYourRegion,))
def report_aviation(call: Call, query: ReportQuery) -> ReportOut:
    """Count what medical aviation did in a period, with growth and splits."""
    told = report(call.actor, _question(query))
    left_out = {} if query.region else rows_left_out(call.actor)
    return msgspec.convert(report_json(told, left_out), ReportOut)


def _question(query: ReportQuery) -> Question:
    if query.last < query.first:
        raise wrong("to", "out_of_bounds")
    base = None
    if query.compare_from is not None and query.compare_to is not None:
        if query.compare_to < query.compare_from:
            raise wrong("compare_to", "out_of_bounds")
        base = (query.compare_from, query.compare_to)
    elif query.compare_from is not None or query.compare_to is not None:
        raise wrong("compare_to" if query.compare_to is None else "compare_from", "missing")
    by = tuple(filter(None, query.by.split(",")))
    try:
        return ask((query.first, query.last), region=query.region, base=base, by=by)
    except ValueError:
        raise wrong("region") from None
