"""What can be done with accounts, roles, keys and emergency access."""

from qanat.foundation.access.commands.accounts import (
    AccountDetails,
    Created,
    change_account,
    create_account,
    deactivate_account,
    reactivate_account,
    reset_password,
    reset_second_factor,
    sign_out_account,
    unlock_account,
)
from qanat.foundation.access.commands.glass import close_glass, open_glass, review_glass
from qanat.foundation.access.commands.grants import grant_role, revoke_role
from qanat.foundation.access.commands.own import (
    change_own_password,
    change_own_profile,
    end_own_session,
    sign_out_everywhere,
)
from qanat.foundation.access.commands.tokens import IssuedToken, issue_token, revoke_token

__all__ = [
    "AccountDetails",
    "Created",
    "IssuedToken",
    "change_account",
    "change_own_password",
    "change_own_profile",
    "close_glass",
    "create_account",
    "deactivate_account",
    "end_own_session",
    "grant_role",
    "issue_token",
    "open_glass",
    "reactivate_account",
    "reset_password",
    "reset_second_factor",
    "review_glass",
    "revoke_role",
    "revoke_token",
    "sign_out_account",
    "sign_out_everywhere",
    "unlock_account",
]
