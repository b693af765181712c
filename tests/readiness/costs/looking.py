"""Look at the pages of costs as somebody."""

from django.test import Client
from django.urls import reverse
from tests.foundation.access.builders import Accounts, signed_in


def as_(accounts: Accounts, role: str, value: str = "") -> Client:
    """Return the browser of somebody with a role, in the reach of a value."""
    return signed_in(accounts.account(role, value))


def at(name: str, *args: object) -> str:
    """Return the address of a page of costs."""
    return reverse(f"costs:{name}", args=args)


def text_of(client: Client, name: str, *args: object, **query: str) -> str:
    """Return what a page shows."""
    return client.get(at(name, *args), query).content.decode()
