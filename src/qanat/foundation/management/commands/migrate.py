"""Django's ``migrate``, followed by the guards; indexes that serve nothing are dropped."""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate

from qanat.foundation import guards, indexes


class Command(Migrate):
    """Migrate the tables, install what the database enforces, drop idle indexes."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Run all three."""
        super().handle(*args, **options)
        if not options["plan"] and not options["check_unapplied"]:
            guards.install()
            indexes.drop_idle()
