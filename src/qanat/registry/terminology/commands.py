"""Writes of terminology: loading the lists that ship with Qanat."""

from datetime import date
from pathlib import Path
from typing import Final

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.kept import forget
from qanat.foundation.texts import search_key
from qanat.registry.reference import day, number, parts, read_table, texts
from qanat.registry.terminology.models import Code, NosologyRule
from qanat.registry.terminology.permissions import LOAD

DATA: Final = Path(__file__).parent / "data"
LISTS: Final = ("reasons.csv", "terms.csv", "drugs.csv", "specialties.csv", "icd10.csv")


@command(needs=LOAD)
def load_terminology(actor: Actor) -> int:
    """Load or renew all lists that ship with Qanat; codes added on the spot stay.

    Returns:
        The number of codes and rules in the files.
    """
    del actor
    codes = [code for name in LISTS for code in _codes(DATA / name)]
    Code.objects.bulk_create(
        codes,
        update_conflicts=True,
        unique_fields=["system", "code", "edition"],
        update_fields=["display", "aliases", "needs_note", "position", "evidence", "search_key"],
    )
    rules = _nosology_rules(DATA / "nosology_rules.csv")
    NosologyRule.objects.bulk_create(
        rules,
        update_conflicts=True,
        unique_fields=["valid_from", "position"],
        update_fields=[
            "group",
            "icd_from",
            "icd_to",
            "age_from_years",
            "age_to_years",
            "valid_to",
            "source",
            "evidence",
        ],
    )
    forget()
    return len(codes) + len(rules)


def _codes(path: Path) -> list[Code]:
    table = read_table(path)
    codes = []
    for position, row in enumerate(table.rows):
        display, aliases = texts(row), parts(row["aliases"])
        keys = dict.fromkeys(search_key(name) for name in (*display.values(), *aliases))
        codes.append(
            Code(
                system=row["system"],
                code=row["code"],
                edition=table.about["edition"],
                display=display,
                aliases=aliases,
                needs_note=row["needs_note"] == "1",
                position=position,
                evidence=row["evidence"],
                search_key=" ".join(keys),
            )
        )
    return codes


def _nosology_rules(path: Path) -> list[NosologyRule]:
    return [
        NosologyRule(
            group=row["group"],
            position=int(row["position"]),
            icd_from=row["icd_from"],
            icd_to=row["icd_to"],
            age_from_years=number(row["age_from_years"]),
            age_to_years=number(row["age_to_years"]),
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=day(row["valid_to"]),
            source=row["source"],
            evidence=row["evidence"],
        )
        for row in read_table(path).rows
    ]
