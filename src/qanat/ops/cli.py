"""The ``qanat`` program: finds the command's module and gives it a working database."""

import argparse
import importlib
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from types import ModuleType
from typing import Final

from qanat.ops.progress import spoken
from qanat.ops.troubles import TroubleError

SETTINGS: Final = "qanat.config.settings"
COMMANDS: Final = {
    "serve": "run Qanat on this machine: pages, worker, live events",
    "demo": "run a demonstration with synthetic data",
    "migrate": "bring the database up to this version",
    "import": "take a journal into the records",
    "export": "write records to a file",
    "downtime": "keep the pack for work on paper as a file",
    "report": "count what was done in a period",
    "feed": "play the demonstration's missions through the API, as a tracker would",
    "plan": "rank the ways to bring a patient to care",
    "backup": "write a copy of everything but the keys into a folder",
    "restore": "bring a backup into an empty data folder",
    "doctor": "check this installation; says how to mend what is wrong",
}
HIDDEN: Final = ("manage",)
EPILOG: Final = """\
QANAT_HOME names the data folder; QANAT_DATABASE_URL any PostgreSQL from 15 on,
instead of the embedded one.  `qanat COMMAND --help` tells more."""
INTERRUPTED: Final = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(given)
    except TroubleError as trouble:
        sys.stderr.write(f"qanat: {trouble}\n")
        return trouble.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _run(given: list[str]) -> int:
    name = given[0] if given else ""
    if name in HIDDEN:
        return _execute(_module(name), argparse.Namespace(arguments=given[1:]))
    parser, handler = _parser(name)
    options = parser.parse_args(given)
    if handler is None:
        parser.print_help()
        return 0
    return _execute(handler, options)


def _parser(name: str) -> tuple[argparse.ArgumentParser, ModuleType | None]:
    """Return the parser; only the chosen command's module is imported."""
    parser = argparse.ArgumentParser(
        prog="qanat",
        description="Coordinate a nation's emergency and specialised care.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    handler = None
    for known, told in COMMANDS.items():
        command = commands.add_parser(known, help=told, description=f"{_sentence(told)}.")
        if known == name:
            handler = _module(name)
            handler.add_arguments(command)
    return parser, handler


def _module(name: str) -> ModuleType:
    """Import a command's module: ``import`` is a word of Python and gets an underscore."""
    return importlib.import_module(f"qanat.ops.commands.{name.replace('import', 'import_')}")


def _execute(handler: ModuleType, options: argparse.Namespace) -> int:
    """Prepare, set up Django, check, have the database ready, and run.

    A module may have ``prepare(options)``, called before settings are read, ``check(options)``,
    called before the database starts, ``BEGINS``, if one expects a new installation of it, and
    ``NEEDS``: "migrated" (the default), a "running" database, "settings" alone, or "nothing";
    a function if that depends on the options.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    if prepare := getattr(handler, "prepare", None):
        prepare(options)
    needs = getattr(handler, "NEEDS", "migrated")
    needs = needs(options) if callable(needs) else needs
    if needs != "nothing":
        _set_up()
    if check := getattr(handler, "check", None):
        check(options)
    with _database(needs, may_begin=getattr(handler, "BEGINS", False)), _refusals_told():
        code: int = handler.run(options)
    return code


def _set_up() -> None:
    from qanat.ops.home import set_up

    set_up()


def _database(needs: str, *, may_begin: bool) -> AbstractContextManager[None]:
    if needs in {"nothing", "settings"}:
        return nullcontext()
    from qanat.ops.home import ensure_database

    return ensure_database(spoken, migrated=needs == "migrated", may_begin=may_begin)


@contextmanager
def _refusals_told() -> Iterator[None]:
    """Turn a command's refusal into words at the terminal."""
    from qanat.foundation.refusals import Refusal

    try:
        yield
    except Refusal as refusal:
        raise TroubleError(refusal.message()) from refusal


def _version() -> str:
    from importlib.metadata import version

    return f"qanat {version('qanat')}"


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


if __name__ == "__main__":
    sys.exit(main())
