"""Print a key of a system that dispatches: ``QANAT_HOME=… python -m tests.ops.api_key``."""

import os
from datetime import timedelta

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qanat.config.settings")
    django.setup()

    from django.utils import timezone

    from qanat.foundation.access.commands import (
        AccountDetails,
        create_account,
        grant_role,
        issue_token,
    )
    from qanat.foundation.access.permissions import FOR_PEOPLE
    from qanat.foundation.access.roles import find_role
    from qanat.foundation.access.states import AccountKind
    from qanat.foundation.actors import SYSTEM

    details = AccountDetails(user_name="sender", full_name="Sender")
    account = create_account(SYSTEM, details=details, kind=AccountKind.SYSTEM).account_id
    grant_role(SYSTEM, account_id=account, role="dispatcher", value="", reason="test")
    role = find_role("dispatcher")
    assert role is not None
    token = issue_token(
        SYSTEM,
        account_id=account,
        name="test",
        permissions=role.permissions - FOR_PEOPLE,
        expires_at=timezone.now() + timedelta(days=1),
    )
    print(token.raw)


if __name__ == "__main__":
    main()
