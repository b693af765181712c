"""Writes of pathways: loading the networks that ship with Qanat."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

from django.db import models

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.registry.pathways.models import Network, NetworkLevel, RoutingRule, Target, Window
from qanat.registry.reference import Row, number, read_table, texts, truth, upsert, whole
from qanat.registry.terminology.permissions import LOAD

DATA: Final = Path(__file__).parent / "data"
LONGEST_SOURCE: Final = 300
MINUTE_S: Final = 60

M = TypeVar("M", bound=models.Model)


@command(needs=LOAD)
def load_pathways(actor: Actor) -> int:
    """Load or renew the networks that ship with Qanat; definitions added on the spot stay.

    Returns:
        The number of networks in the file.
    """
    del actor
    table = read_table(DATA / "networks.csv")
    count = upsert(
        Network,
        [_network(n, row, table.about["source"]) for n, row in enumerate(table.rows)],
        ["code"],
    )
    _load("levels.csv", _level, ["network", "level"])
    _load("targets.csv", _target, ["network", "code", "valid_from"])
    _load("windows.csv", _window, ["network", "treatment", "icd_from", "valid_from"])
    _load("rules.csv", _rule, ["network", "code", "valid_from"])
    return count


def _load(name: str, make: Callable[[int, Row], M], key: list[str]) -> None:
    ids = dict(Network.objects.values_list("code", "id"))
    rows = [make(ids[row["network"]], row) for row in read_table(DATA / name).rows]
    upsert(type(rows[0]), rows, key)


def _network(position: int, row: Row, source: str) -> Network:
    return Network(
        code=row["code"],
        name=texts(row),
        summary=texts(row, "summary_"),
        capability=row["capability"],
        position=position,
        source=source[:LONGEST_SOURCE],
    )


def _level(network_id: int, row: Row) -> NetworkLevel:
    return NetworkLevel(
        network_id=network_id,
        level=int(row["level"]),
        name=texts(row),
        meaning=texts(row, "meaning_"),
        evidence=row["evidence"],
    )


def _target(network_id: int, row: Row) -> Target:
    return Target(
        network_id=network_id,
        code=row["code"],
        name=texts(row),
        clock_from=row["clock_from"],
        clock_to=row["clock_to"],
        limit_s=int(row["limit_min"]) * MINUTE_S,
        share_percent=whole(row["share_percent"]),
        valid_from=date.fromisoformat(row["valid_from"]),
        evidence=row["evidence"],
        source=row["source"],
    )


def _window(network_id: int, row: Row) -> Window:
    return Window(
        network_id=network_id,
        treatment=row["treatment"],
        name=texts(row),
        icd_from=row["icd_from"],
        icd_to=row["icd_to"],
        limit_s=int(row["limit_min"]) * MINUTE_S,
        condition=texts(row, "condition_"),
        is_default=row["is_default"] == "1",
        valid_from=date.fromisoformat(row["valid_from"]),
        evidence=row["evidence"],
        source=row["source"],
    )


def _rule(network_id: int, row: Row) -> RoutingRule:
    return RoutingRule(
        network_id=network_id,
        code=row["code"],
        name=texts(row),
        icd_from=row["icd_from"],
        icd_to=row["icd_to"],
        age_from_years=number(row["age_from_years"]),
        age_to_years=number(row["age_to_years"]),
        is_pregnant=truth(row["is_pregnant"]),
        capability=row["capability"],
        level=whole(row["level"]),
        is_required=row["is_required"] == "1",
        ask_of=row["ask_of"],
        ask_level=whole(row["ask_level"]),
        valid_from=date.fromisoformat(row["valid_from"]),
        evidence=row["evidence"],
        source=row["source"],
    )
