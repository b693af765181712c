"""Open an account with the administrator's role: the first one of an installation."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from qanat.foundation.access.commands import AccountDetails, create_account, grant_role
from qanat.foundation.access.roles import all_roles
from qanat.foundation.actors import SYSTEM
from qanat.foundation.refusals import Refusal


class Command(BaseCommand):
    """Print the first password, which is kept nowhere and changed at the first sign-in."""

    help = "Open an account with the administrator's role and print its first password."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the name of the account and of its owner."""
        parser.add_argument("user_name")
        parser.add_argument("full_name")
        parser.add_argument("--role", default="administrator")
        parser.add_argument("--language", default="ru")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Open the account and give it the role.

        Raises:
            CommandError: if there is no such role, or the account is refused.
        """
        if options["role"] not in all_roles():
            raise CommandError(f"There is no role {options['role']!r}.")
        details = AccountDetails(
            user_name=options["user_name"],
            full_name=options["full_name"],
            language=options["language"],
        )
        try:
            made = create_account(SYSTEM, details=details)
            grant_role(
                SYSTEM, account_id=made.account_id, role=options["role"], reason="installation"
            )
        except Refusal as refusal:
            raise CommandError(refusal.message()) from None
        self.stdout.write(f"First password of {details.user_name}: {made.password}")
