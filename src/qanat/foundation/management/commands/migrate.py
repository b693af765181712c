"""Django's ``migrate``, followed by the guards."""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate

from qanat.foundation import guards


class Command(Migrate):
    """Migrate the tables, then install what the database enforces."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Run both."""
        super().handle(*args, **options)
        if not options["plan"] and not options["check_unapplied"]:
            guards.install()
