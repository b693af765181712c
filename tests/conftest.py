"""What every test may use: a database of its own worker, and nothing of the machine's."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import SimpleNamespace
from typing import Final

import hypothesis
import pytest
from django.core.management import call_command
from django.db import connections
from django.test import TransactionTestCase
from pytest_django.plugin import DjangoDbBlocker

from tests import database

# A busy machine is slow at times: how long one example takes says nothing of its truth.
hypothesis.settings.register_profile("qanat", deadline=None)
hypothesis.settings.load_profile("qanat")

Filled = Callable[[str, Callable[[], None]], AbstractContextManager[None]]

_copied_from: Final[dict[str, str]] = {}
"""The database of which each of this worker's databases is a copy."""


def pytest_configure(config: pytest.Config) -> None:
    """Mark the run as ours; a worker process leaves that to the first process."""
    if not hasattr(config, "workerinput"):
        database.claim_run()
        database.clear_dead_runs()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give a real browser a second try; the report names who needed it (R)."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the throw-away server when the whole run is over."""
    if not hasattr(config, "workerinput"):
        database.clear_run()


@pytest.fixture(scope="session")
def database_server() -> str:
    """Return the address of a server whose role may make databases."""
    return database.test_server_url()


@pytest.fixture(scope="session")
def template_database(
    database_server: str,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    pytestconfig: pytest.Config,
) -> str:
    """Return the name of a migrated database, made once a run, to be copied."""
    kept = database.template_file(pytestconfig.cache.mkdir("qanat"))
    name = database.unique(database.TEMPLATE)
    done = database.run_folder() / "template.done"
    with database.run_lock("template"):
        if not done.exists():
            database.make_empty_database(database_server, name)
            if kept is not None and kept.exists():
                database.load_database(database_server, name, kept)
            else:
                with django_db_blocker.unblock():
                    _use(database_server, name)
                    call_command("migrate", verbosity=0, interactive=False)
                    connections.close_all()
                if kept is not None:
                    database.keep_database(database_server, name, kept)
            with django_db_blocker.unblock():
                _use(database_server, name)
                _number_accounts_late()
            done.touch()
    return name


@pytest.fixture(scope="session")
def django_db_setup(
    database_server: str,
    template_database: str,
    worker_id: str,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Give this worker its own copy of the migrated database."""
    name = database.unique(f"qanat_{worker_id}")
    with database.run_lock("template"):
        _copy(database_server, template_database, name)
    with django_db_blocker.unblock():
        _use(database_server, name)

    def copy_again(_case: TransactionTestCase) -> None:
        """Take a fresh copy: emptying tables would lose migrated rows, and some refuse it."""
        connections.close_all()
        used = _used()
        _copy(database_server, _copied_from[used], used)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", copy_again)
        yield
    with django_db_blocker.unblock():
        connections.close_all()
        for copy in _copied_from:
            database.drop_database(database_server, copy)


@pytest.fixture(scope="session")
def filled(
    database_server: str,
    template_database: str,
    django_db_setup: None,
    worker_id: str,
    django_db_blocker: DjangoDbBlocker,
) -> Filled:
    """Return how a module uses a database with rows in it: they are loaded once a run.

    ``filled("world", load)`` is a block within which this worker's copy of what ``load`` leaves
    is the database; a test in a transaction, or one which commits, finds it as it was loaded.
    """

    @contextmanager
    def use(name: str, fill: Callable[[], None]) -> Iterator[None]:
        source = database.unique(f"{database.TEMPLATE}_{name}")
        copy = database.unique(f"qanat_{name}_{worker_id}")
        done = database.run_folder() / f"{name}.done"
        with django_db_blocker.unblock():
            before = _used()
            with database.run_lock("template"):
                if not done.exists():
                    database.copy_database(database_server, template_database, source)
                    _use(database_server, source)
                    _forget()
                    fill()
                    connections.close_all()
                    done.touch()
                if copy not in _copied_from:
                    _copy(database_server, source, copy)
            _use(database_server, copy)
            yield
            _use(database_server, before)

    return use


@pytest.fixture(scope="module")
def registry(filled: Filled) -> Iterator[None]:
    """Use a database with the registry as it ships, but the fleet: mark a module with it."""
    from tests.registry.reference import load

    with filled("registry", load):
        yield


@pytest.fixture(scope="module")
def world(filled: Filled) -> Iterator[None]:
    """Use a database with the registry and the fleet of the demonstration."""
    from tests.response.dispatch.world import load

    with filled("world", load):
        yield


@pytest.fixture
def database_url(database_server: str, django_db_setup: None) -> str:
    """Return the address of this worker's database, for processes which a test starts."""
    return database.other_database(database_server, _used())


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """Drive the browser of this machine, never a downloaded one."""
    found = shutil.which("chromium") or "/usr/bin/chromium"
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # it refuses root otherwise
    return {**browser_type_launch_args, "executable_path": found, "args": sandbox}


@pytest.fixture(scope="session")
def worker_id() -> str:
    """Return the name of this worker process, also where no workers are used."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(autouse=True)
def _nothing_loud(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages ask nothing of what runs now, but in the tests of that and in whole journeys."""
    is_loud = request.node.get_closest_marker("loud")
    if not (is_loud or {"crisis", "journeys", "national"} & set(request.path.parts)):
        from qanat.web import strips

        monkeypatch.setattr(strips, "_PROVIDERS", {})


@pytest.fixture(autouse=True)
def _nothing_remembered(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drop what the process keeps of another test's database.

    What this test has it keep does not age, however slow the machine is: questions are counted.
    """
    from qanat.foundation import kept

    _forget()
    if not request.node.get_closest_marker("browser"):
        monkeypatch.setattr(kept, "time", SimpleNamespace(monotonic=lambda: 0.0))


def _forget() -> None:
    from qanat.foundation.access.session import forget as forget_actors
    from qanat.foundation.kept import forget as forget_kept
    from qanat.foundation.parameters.queries import forget

    forget()
    forget_actors()
    forget_kept()


def _copy(url: str, source: str, name: str) -> None:
    database.copy_database(url, source, name)
    _copied_from[name] = source


def _used() -> str:
    return str(connections["default"].settings_dict["NAME"])


def _number_accounts_late() -> None:
    """Keep the numbers of accounts apart from those of actors that tests make up by hand."""
    from qanat.foundation.access.models import Account

    with connections["default"].cursor() as cursor:
        table = Account._meta.db_table
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", (table, 1000))
    connections.close_all()


def _use(url: str, name: str) -> None:
    connection = connections["default"]
    connection.close()
    connection.settings_dict.update(database.as_django(database.other_database(url, name)))
