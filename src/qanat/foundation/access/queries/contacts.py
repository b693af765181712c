"""How an account can be reached."""

from dataclasses import dataclass

from qanat.foundation.access.models import Account


@dataclass(frozen=True, slots=True)
class Contact:
    """Where and in which language an account is written to."""

    account_id: int
    email: str
    phone: str
    language: str


def find_contact(account_id: int) -> Contact | None:
    """Return how an account can be reached; None if there is no such account in use."""
    account = Account.objects.filter(pk=account_id, is_active=True).first()
    if account is None:
        return None
    return Contact(account.pk, account.email, account.phone, account.language)
