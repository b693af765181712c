"""``qanat plan NUMBER``: show the ways to definitive care for a request."""

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from qanat.ops.arguments import add_language

if TYPE_CHECKING:
    from qanat.response.dispatch.suggest import Proposals


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the request and how to write."""
    parser.add_argument("number", help="number of the request, such as A-KZ-19/2026/00001")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    add_language(parser, "language of the words")


def run(options: argparse.Namespace) -> int:
    """Plan and write; nothing is promised."""
    from django.utils import timezone, translation

    from qanat.foundation.actors import SYSTEM
    from qanat.foundation.refusals import Refusal
    from qanat.ops.troubles import TroubleError
    from qanat.response.dispatch.queries.requests import find_number
    from qanat.response.dispatch.suggest import propose

    with translation.override(options.lang):
        request_id = find_number(SYSTEM, options.number)
        if request_id is None:
            raise TroubleError(f"There is no request {options.number}.")
        try:
            answer = propose(SYSTEM, request_id, timezone.now())
        except Refusal as refusal:
            raise TroubleError(refusal.message()) from None
        write = _json if options.format == "json" else _text
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
    lines = []
    for place, plan in enumerate(_plain(answer), start=1):
        units = ", ".join(plan["units"]) or "–"
        care = plan["definitive_at"] or "–"
        lines.append(f"{place}. {plan['family']}: {units} → {plan['hospital'] or '–'}, {care}")
        lines += [
            f"     {leg['depart_at'][11:16]}–{leg['arrive_at'][11:16]} {leg['kind']}:"
            f" {leg['from']} → {leg['to']}"
            for leg in plan["legs"]
        ]
    return "\n".join([*lines, ""]) if lines else "No feasible plan.\n"
