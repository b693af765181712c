"""Write the pages of ``docs/generated/`` from the code: what they say can't go stale.

python -m tools.generate_docs           write them
python -m tools.generate_docs --check   fail if one differs from the code
"""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qanat.config.settings")

FOLDER: Final = Path(__file__).resolve().parent.parent / "docs" / "generated"
HEAD: Final = "<!-- Written by `make docs` from the code. Do not edit. -->\n\n"


def pages() -> dict[str, str]:
    """Return every page by its name."""
    import django

    django.setup()
    writers: dict[str, Callable[[], Iterator[str]]] = {
        "lifecycles.md": _lifecycles,
        "roles.md": _roles,
        "commands.md": _commands,
        "events.md": _events,
        "parameters.md": _parameters,
    }
    return {name: HEAD + "\n".join(write()) + "\n" for name, write in writers.items()}


def _lifecycles() -> Iterator[str]:
    from qanat.foundation.lifecycle import ALL

    yield "# Lifecycles\n"
    yield "States and moves as declared; the database refuses every other move."
    for name, lifecycle in sorted(ALL.items()):
        if not lifecycle.states.__module__.startswith("qanat."):
            continue  # of a test
        yield f"\n## {name}\n"
        yield "```mermaid"
        yield lifecycle.mermaid()
        yield "```\n"
        yield "| move | from | to | permission | reasons |"
        yield "|---|---|---|---|---|"
        for move in lifecycle.moves:
            sources = ", ".join(sorted(s.value for s in move.sources))
            yield (
                f"| {move.name} | {sources} | {move.target.value} | `{move.needs}`"
                f" | {move.reasons or '–'} |"
            )


def _roles() -> Iterator[str]:
    from qanat.foundation.access.roles import all_permissions, all_roles

    roles = all_roles()
    yield "# Roles and permissions\n"
    yield "Who may do what; each role is held within its kind of scope."
    yield ""
    yield "| role | scope | means |"
    yield "|---|---|---|"
    for role in roles.values():
        yield f"| `{role.code}` | {role.scope.value} | {role.label} |"
    yield ""
    yield "| permission | means | held by |"
    yield "|---|---|---|"
    for name, permission in all_permissions().items():
        holders = ", ".join(r.code for r in roles.values() if name in r.permissions)
        yield f"| `{name}` | {permission.label} | {holders or 'the system'} |"


def _commands() -> Iterator[str]:
    from qanat.foundation.commands import COMMANDS

    _import_commands()
    yield "# Commands\n"
    yield "Everything an actor can do, with the permission it needs."
    yield ""
    yield "| command | permission |"
    yield "|---|---|"
    for name, needs in sorted(COMMANDS.items()):
        if name.startswith("qanat."):
            yield f"| `{name.removeprefix('qanat.')}` | `{needs}` |"


def _events() -> Iterator[str]:
    import pkgutil
    from importlib import import_module

    import qanat.events
    from qanat.foundation.outbox import SUBSCRIBERS, Event

    for module in pkgutil.iter_modules(qanat.events.__path__):
        import_module(f"qanat.events.{module.name}")
    yield "# Events\n"
    yield "What can be announced; only ids and plain values travel."
    yield ""
    yield "| event | fields | heard by |"
    yield "|---|---|---|"
    # A class with slots is made anew: the one it was made from lives on beside it for a while.
    events = {_kind(event): event for event in _below(Event)}
    for name, event in sorted(events.items()):
        fields = ", ".join(getattr(event, "__dataclass_fields__", {}))
        heard = ", ".join(s.name.removeprefix("qanat.") for s in SUBSCRIBERS.get(name, ()))
        if event.__module__.startswith("qanat."):
            yield f"| `{name}` | {fields} | {heard or '–'} |"


def _parameters() -> Iterator[str]:
    from qanat.foundation.parameters.declarations import DECLARED

    yield "# Parameters\n"
    yield "First values, unverified until a second person confirms them against their source."
    yield ""
    yield "| key | means | first value | unit | evidence | source |"
    yield "|---|---|---|---|---|---|"
    for key, row in sorted(DECLARED.items()):
        value = row.default if isinstance(row.default, int | float | str) else "a table"
        yield (
            f"| `{key}` | {row.label} | {value} | {row.unit or '–'} | {row.evidence.value}"
            f" | {row.source} |"
        )


def _kind(event: type) -> str:
    return str(getattr(event, "kind", ""))


def _below(kind: type) -> Iterator[type]:
    children: list[type] = kind.__subclasses__()
    for child in children:
        yield child
        yield from _below(child)


def _import_commands() -> None:
    import pkgutil
    from importlib import import_module

    import qanat

    for module in pkgutil.walk_packages(qanat.__path__, "qanat."):
        if ".commands" in module.name and not module.name.startswith("qanat.ops"):
            import_module(module.name)


def main(words: list[str]) -> int:
    """Write the pages, or compare them."""
    if "--check" in words:
        stale = [name for name, text in pages().items() if _read(name) != text]
        sys.stdout.write(
            "".join(f"stale: docs/generated/{name}; run make docs\n" for name in stale)
        )
        return 1 if stale else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


def _read(name: str) -> str:
    path = FOLDER / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
