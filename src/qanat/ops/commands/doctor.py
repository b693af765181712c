"""``qanat doctor``: check this installation and say how to mend it."""

import argparse
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from qanat.ops.checks.findings import Finding

NEEDS = "nothing"
SIGNS: Final = {"ok": "ok  ", "warning": "WARN", "failure": "FAIL"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to look at and how to say it."""
    parser.add_argument("--audit", action="store_true", help="prove the audit's chains too")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument(
        "--redeliver", action="store_true", help="try again the deliveries that were given up"
    )


def run(options: argparse.Namespace) -> int:
    """Examine and tell; 1 if anything failed."""
    from qanat.ops.checks.all import examine, is_well
    from qanat.ops.progress import silent

    if options.redeliver:
        _redeliver()
    findings = examine(silent, audit=options.audit)
    well = is_well(findings)
    if options.format == "json":
        told = {"ok": well, "findings": [asdict(finding) for finding in findings]}
        sys.stdout.write(json.dumps(told, indent=2, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("".join(_lines(finding) for finding in findings))
    return 0 if well else 1


def _lines(finding: "Finding") -> str:
    mend = f"\n      -> {finding.mend}" if finding.mend else ""
    return f"{SIGNS[finding.level]}  {finding.check}: {finding.text}{mend}\n"


def _redeliver() -> None:
    from qanat.ops import home
    from qanat.ops.progress import silent

    home.set_up()
    with home.ensure_database(silent):
        from django.utils import timezone

        from qanat.foundation.outbox.delivery import retry, revive

        revive(timezone.now())
        retry(timezone.now())
