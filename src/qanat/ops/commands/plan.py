"""``qanat plan NUMBER``: show the ways to definitive care for a request.

``qanat plan FILE.json`` answers a scenario instead: a nation and a request in a file, no database.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qanat.ops.arguments import add_language
from qanat.ops.troubles import TroubleError, UsageError

if TYPE_CHECKING:
    from qanat.response.dispatch.suggest import Proposals


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the request and how to write."""
    told = "number of the request, such as A-KZ-19/2026/00001, or a scenario file ending in .json"
    parser.add_argument("number", help=told)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    add_language(parser, "language of the words")


def NEEDS(options: argparse.Namespace) -> str:  # noqa: N802 - a need which depends
    """Return what a plan needs: a scenario needs nothing."""
    return "nothing" if options.number.endswith(".json") else "migrated"


def check(options: argparse.Namespace) -> None:
    """Refuse a file that is no scenario, before the database starts."""
    if not options.number.endswith(".json") and Path(options.number).exists():
        raise UsageError(f"{options.number} is no scenario: the name of one ends in .json.")


def run(options: argparse.Namespace) -> int:
    """Plan and write; nothing is promised."""
    if options.number.endswith(".json"):
        from qanat.ops.reports.scenario import answered

        sys.stdout.write(answered(options.number, as_json=options.format == "json"))
        return 0
    from django.conf import settings
    from django.utils import timezone, translation

    from qanat.foundation.actors import SYSTEM
    from qanat.foundation.refusals import Refusal
    from qanat.response.dispatch.queries.requests import find_number
    from qanat.response.dispatch.suggest import propose

    with translation.override(options.lang):
        request_id = find_number(SYSTEM, options.number)
        if request_id is None:
            raise UsageError(f"There is no request {options.number}.")
        try:
            answer = propose(SYSTEM, request_id, timezone.now())
        except Refusal as refusal:
            raise TroubleError(refusal.message()) from None
        write = _json if options.format == "json" else _text
        with timezone.override(settings.QANAT_ZONE):
            sys.stdout.write(write(answer))
    return 0


def _plain(answer: "Proposals") -> list[dict[str, Any]]:
    from qanat.response.dispatch.commands.planning import plain

    return [plain(proposal, answer) for proposal in answer.proposals]


def _json(answer: "Proposals") -> str:
    told = {
        "at": answer.at.isoformat(),
        "engine": answer.engine_version,
        "feasible": answer.feasible,
        "plans": _plain(answer),
        "left_out": [
            {
                "what": answer.names.of(e.id),
                "kind": e.subject.value,
                "families": [f.value for f in e.families],
                "reasons": [r.code.value for r in e.reasons],
            }
            for e in answer.excluded
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _text(answer: "Proposals") -> str:
    """Write the plans in words, at national time."""
    from django.conf import settings
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from qanat.response.dispatch.templatetags.dispatch import FAMILIES, LEGS, OF_ORGANS
    from qanat.web.wording import moment

    if not answer.proposals:
        return _("No feasible plan.") + "\n"
    offset = f"{timezone.localtime(answer.at):%z}"
    zone = _("Times are those of %(zone)s.") % {
        "zone": f"{settings.QANAT_ZONE} (UTC{offset[:3]}:{offset[3:]})"
    }
    lines = [f"{moment(answer.at)}. {zone}"]
    legs = LEGS if answer.organ is None else OF_ORGANS
    for place, proposal in enumerate(answer.proposals, start=1):
        plan, names = proposal.plan, answer.names
        parts = [
            ", ".join(names.of(unit) for unit in plan.units),
            names.of(plan.hospital) if plan.hospital else "",
            moment(plan.definitive_at, "short") if plan.definitive_at else "",
        ]
        lines.append(f"{place}. {FAMILIES[plan.family]}: {' → '.join(filter(None, parts))}")
        for leg in plan.legs:
            times = f"{moment(leg.depart_at, 'time')}–{moment(leg.arrive_at, 'time')}"
            stops = [names.stop(stop).name for stop in (leg.start, leg.end)]
            way = " → ".join(dict.fromkeys(filter(None, stops)))
            lines.append(f"     {times} {legs[leg.kind]}" + (f": {way}" if way else ""))
    return "\n".join([*lines, ""])
