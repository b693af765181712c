"""Write what a run of the benchmarks measured as a page, from its JSON lines.

    python -m benchmarks plan_search plan_sql assignment | python tools/performance.py

Every figure stands with its bar and its peer, as the run printed them: nothing is computed here.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
HEAD: Final = """# Performance

Made from the JSON lines of one run by `tools/performance.py`; what the figures mean stands at the
head of each file in `benchmarks/`.
"""
NAMED: Final = frozenset(
    {"id", "bench", "value", "unit", "peer", "peer_value", "peer_version", "ratio", "bar", "bar_ms"}
)
ASIDE: Final = frozenset({"machine", "engine"})


def lines(text: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield the figures; what is no JSON object is passed over."""
    for line in text:
        if line.startswith("{"):
            yield json.loads(line)


def page(figures: Iterable[Mapping[str, Any]]) -> str:
    """Return the page."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    machine: Mapping[str, Any] = {}
    for one in figures:
        groups.setdefault(_name(one).split(".")[0], []).append(one)
        machine = one.get("machine", machine)
    parts = [HEAD]
    if machine:
        parts.append(f"The machine: {_told(machine)}.\n")
    for group, rows in groups.items():
        parts.append(f"## {group}\n")
        parts.append("| figure | measured | bar | beside it | how |\n|---|---|---|---|---|")
        parts.extend(f"| {' | '.join(_cells(row))} |" for row in rows)
        parts.append("")
    return "\n".join(parts)


def _name(one: Mapping[str, Any]) -> str:
    return str(one.get("id") or one.get("bench") or "figure")


def _cells(one: Mapping[str, Any]) -> tuple[str, ...]:
    rest = {k: v for k, v in one.items() if k not in NAMED | ASIDE}
    name, how = _name(one), ""
    if "value" in one:
        value = "missing" if one["value"] is None else f"{one['value']} {one.get('unit', '')}"
        how = _told(rest)
    else:
        value = _told(rest)
    bar = one.get("bar", one.get("bar_ms"))
    beside = ""
    if "peer" in one:
        version = one.get("peer_version")
        beside = f"{one['peer']}{f' {version}' if version else ''}"
        if one.get("peer_value") is not None:
            beside += f": {one['peer_value']}"
        if one.get("ratio") is not None:
            beside += f", {one['ratio']} times"
    return name, value.strip(), "" if bar is None else str(bar), beside, how


def _told(values: Mapping[str, Any]) -> str:
    said = (f"{key} {_plain(value)}" for key, value in values.items() if value not in (None, ""))
    return ", ".join(said).replace("|", "/")


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return f"({_told(value)})"
    if isinstance(value, list):
        return " to ".join(map(str, value)) if len(value) == 2 else " ".join(map(str, value))
    return str(value)


def main() -> int:
    """Read a run and write the page."""
    PAGE.write_text(page(lines(sys.stdin)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
