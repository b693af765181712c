import psycopg
import pytest
from django.utils import timezone
from tests.database import other_database
from tests.foundation.testapp.commands import HANDLER, open_ticket

from qanat.foundation.audit.sealing import seal

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_long_transaction_of_another_database_delays_no_seal(database_server: str) -> None:
    with psycopg.connect(other_database(database_server, "postgres")) as elsewhere:
        elsewhere.execute("SELECT pg_current_xact_id()")
        open_ticket(HANDLER, title="one")
        assert seal(timezone.now()) > 0


def test_a_transaction_of_this_database_that_still_writes_delays_the_seal(
    database_url: str,
) -> None:
    with psycopg.connect(database_url) as here:
        here.execute("SELECT pg_current_xact_id()")
        open_ticket(HANDLER, title="one")
        assert seal(timezone.now()) == 0
        here.rollback()
    assert seal(timezone.now()) > 0
