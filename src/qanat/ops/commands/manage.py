"""``qanat manage``: Django's own commands, for developers."""

import argparse

NEEDS = "running"


def run(options: argparse.Namespace) -> int:
    """Hand the words over to Django."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["qanat manage", *options.arguments])
    return 0
