"""Checks of the worker: is news delivered, does anything wait for a person."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils import timezone

from qanat.foundation.audit.queries import Finding as Broken
from qanat.foundation.audit.queries import verify
from qanat.foundation.outbox.queries import Lag, lag
from qanat.ops import home
from qanat.ops.checks.findings import Finding, failure, ok, warning
from qanat.ops.occupancy import is_occupied

LATE_S: Final = 60.0
FAR_BEHIND: Final = 1000
MONTHS_COUNTED: Final = 3
OF_A_SEAL: Final = {
    "seal_missing": "it was removed",
    "tail_cut": "it and what followed were cut off",
    "head_differs": "its signed head differs",
    "unsigned": "it was not signed in time, or the file of signed heads was cut",
}


def check_worker() -> list[Finding]:
    """See how far behind the worker is; a worker may run here or, with a server, elsewhere."""
    is_served = not home.is_embedded() or is_occupied(home.data_folder())
    return judge_lag(lag(), timezone.now(), is_served=is_served)


def judge_lag(behind: Lag, now: datetime, *, is_served: bool = True) -> list[Finding]:
    """Judge what waits for delivery; where nothing serves, it waits for the next start."""
    oldest = behind.oldest_stored_at
    age_s = (now - oldest).total_seconds() if oldest else 0.0
    said = f"{behind.unsequenced} events wait, the oldest for {age_s:.0f} s"
    mend = "Run `qanat serve`, which runs the worker; if it runs, read its log."
    if age_s > LATE_S and not is_served:
        worker = warning(
            "worker", f"{said}; nothing serves this folder now", "Run `qanat serve` when you like."
        )
    elif age_s > LATE_S:
        worker = failure("worker", said, mend)
    elif behind.behind > FAR_BEHIND:
        worker = warning("worker", f"a subscriber is {behind.behind} events behind", mend)
    else:
        worker = ok("worker", said)
    return [worker, _judge_set_aside(behind)]


def check_links() -> Finding:
    """See whether the links in messages which leave this machine name it."""
    is_sending = bool(settings.QANAT_GATEWAYS) or settings.QANAT_MAIL_IS_SET_UP
    return judge_links(settings.QANAT_ADDRESS, is_sending=is_sending)


def judge_links(address: str, *, is_sending: bool) -> Finding:
    """Judge the address written into messages; where nothing is sent, nobody misses it."""
    if is_sending and not address:
        return failure(
            "links",
            "messages leave this machine with links that name no server",
            "Set QANAT_ADDRESS to where people reach it, such as https://qanat.example.",
        )
    return ok("links", f"links in messages lead to {address or 'nowhere: nothing is sent'}")


def check_figures() -> Finding:
    """Count some months of the reports anew, and compare with what is kept of them."""
    from qanat.readiness.statistics.queries.kinds import differing_months

    if wrong := differing_months(MONTHS_COUNTED):
        months = ", ".join(f"{month:%Y-%m}" for month in wrong)
        return failure(
            "figures",
            f"kept figures of {months} differ from the records: they changed past the audit",
            "Empty the table statistics_keptcounts: the worker counts the months anew.",
        )
    return ok("figures", "what is kept of the newest months equals the records")


def check_audit() -> list[Finding]:
    """Recompute every chain of the audit."""
    findings = [
        failure(
            "audit",
            told(finding),
            "Keep this database and the file of signed heads as evidence; "
            "compare with your backups.",
        )
        for finding in verify()
    ]
    return findings or [ok("audit", "every chain is whole and every signed head is found")]


def told(found: Broken) -> str:
    """Say what is wrong with the audit: how many rows of which stream, seal and time."""
    count = abs(found.entries)
    match found.what:
        case "guard_off":
            text = f"guards of the tables are off or altered: {', '.join(found.names)}"
        case "bad_signature":
            text = f"the file of signed heads has {count} lines which are not ours"
        case "nobody":
            text = f"{count} changes were made past the commands"
        case "altered" if found.entries:
            done = "inserted" if found.entries > 0 else "removed"
            text = f"{_place(found)}: {count} rows were {done}, of {found.covered} sealed"
        case "altered":
            text = f"{_place(found)}: at least one of {found.covered} rows was changed"
        case "unsealed":
            text = f"{_place(found)}: {count} rows were inserted where sealing had passed"
        case _:
            text = f"{_place(found)}: {OF_A_SEAL.get(found.what, found.what)}"
    return text


def _place(found: Broken) -> str:
    """Name the stream, the seal, and when its rows were written."""
    bounds = (("after", found.since), ("until", found.until))
    times = [f"{word} {at:%Y-%m-%d %H:%M:%S} UTC" for word, at in bounds if at]
    written = f", written {' and '.join(times)}" if times else ""
    return f"stream {found.stream}, seal {found.seal}{written}"


def _judge_set_aside(behind: Lag) -> Finding:
    mend = "The log of the worker names the fault; mend it, then run `qanat doctor --redeliver`."
    if behind.given_up:
        return failure("deliveries", f"{behind.given_up} deliveries were given up", mend)
    if behind.set_aside:
        return warning("deliveries", f"{behind.set_aside} deliveries failed and wait", mend)
    return ok("deliveries", "no delivery failed")
