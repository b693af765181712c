"""All checks, in an order in which each may rely on those before it."""

from collections.abc import Callable

from qanat.ops.checks import keys, machine
from qanat.ops.checks.findings import Finding, Level, failure
from qanat.ops.clusters import cluster_of
from qanat.ops.progress import Progress
from qanat.ops.troubles import TroubleError, UsageError

Check = Callable[[], Finding | list[Finding]]


def examine(progress: Progress, *, audit: bool) -> list[Finding]:
    """Look at everything; one thing that is wrong never hides another."""
    findings = [machine.check_packages(), machine.check_clock_keeper()]
    try:
        from qanat.ops import home

        home.set_up()
    except UsageError:
        raise
    except TroubleError as trouble:
        return [*findings, failure("keys", str(trouble), str(trouble))]
    folder = home.data_folder()
    findings.append(machine.check_disk(folder))
    if home.is_embedded() and (cluster := cluster_of(folder).folder) != folder / "postgres":
        findings.append(machine.check_disk(cluster))
    findings.append(keys.check_permissions(folder))
    return findings + _of_database(progress, audit=audit)


def is_well(findings: list[Finding]) -> bool:
    """Tell whether nothing failed."""
    return all(finding.level is not Level.FAILURE for finding in findings)


def _of_database(progress: Progress, *, audit: bool) -> list[Finding]:
    from qanat.ops import home
    from qanat.ops.checks import database, planner, router, work

    checks: list[Check] = [
        database.check_version,
        database.check_safe_writes,
        database.check_clock,
        database.check_migrations,
    ]
    later: list[Check] = [
        database.check_records,
        keys.check_right_keys,
        database.check_guards,
        work.check_worker,
        work.check_links,
        work.check_figures,
        planner.check_planner,
        router.check_router,
    ]
    if audit:
        later.append(work.check_audit)
    try:
        with home.ensure_database(progress, migrated=False):
            findings = _run(checks)
            if home.is_new():
                findings.append(database.no_data())
            elif is_well(findings):
                findings += _run(later)
    except TroubleError as trouble:
        return [failure("database", str(trouble), "See what it says above.")]
    return findings


def _run(checks: list[Check]) -> list[Finding]:
    findings: list[Finding] = []
    for check in checks:
        found = check()
        findings += found if isinstance(found, list) else [found]
    return findings
