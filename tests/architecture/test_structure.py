import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from tools import generate_docs

from qanat.foundation.access.roles import all_permissions, all_roles
from qanat.foundation.commands import COMMANDS
from qanat.foundation.lifecycle import ALL

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "qanat"
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
SYSTEM_ONLY = frozenset(
    {"abroad.work", "alerts.watch", "fleet.load", "messages.work", "workforce.load"}
)
"""Permissions of installers: nobody but the system holds them."""


def sources() -> Iterator[Path]:
    return (p for p in sorted(SOURCE.rglob("*.py")) if "migrations" not in p.parts)


def test_every_import_contract_is_kept() -> None:
    found = subprocess.run(  # noqa: S603
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout


def test_files_stay_under_four_hundred_lines() -> None:
    long = {
        str(p.relative_to(ROOT)): n
        for p in sources()
        if (n := len(p.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_functions_stay_under_fifty_lines() -> None:
    long = {}
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
                if lines > LONGEST_FUNCTION:
                    long[f"{path.relative_to(ROOT)}:{node.name}"] = lines
    assert long == {}


def test_every_command_needs_a_declared_permission() -> None:
    generate_docs._import_commands()
    known = set(all_permissions())
    own = {name: needs for name, needs in COMMANDS.items() if name.startswith("qanat.")}
    assert {name: needs for name, needs in own.items() if needs not in known} == {}


def test_every_permission_is_held_by_a_role() -> None:
    held = {name for role in all_roles().values() for name in role.permissions}
    assert set(all_permissions()) - held - SYSTEM_ONLY - {"access.own_account"} == set()
    assert held <= set(all_permissions())


def test_every_move_needs_a_declared_permission() -> None:
    known = set(all_permissions())
    unknown = {
        f"{lifecycle.name}.{move.name}": move.needs
        for lifecycle in ALL.values()
        for move in lifecycle.moves
        if lifecycle.states.__module__.startswith("qanat.") and move.needs not in known
    }
    assert unknown == {}


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
