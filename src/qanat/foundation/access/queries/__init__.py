"""What is known of accounts, roles, keys, emergency access and changes, within one's scope."""

from qanat.foundation.access.queries.accounts import (
    AccountCard,
    AccountFilter,
    AccountRow,
    Accounts,
    GrantRow,
    OwnAccount,
    SessionRow,
    accounts_of_phone,
    find_accounts,
    get_account,
    names_of,
    own_account,
    own_sessions,
)
from qanat.foundation.access.queries.glass import (
    GlassRow,
    GlassRows,
    get_glass,
    glass_rows,
    waiting_for_review,
)
from qanat.foundation.access.queries.rights import givable_roles
from qanat.foundation.access.queries.tokens import TokenRow, token_rows
from qanat.foundation.access.queries.trail import may_read_trail, trail

__all__ = [
    "AccountCard",
    "AccountFilter",
    "AccountRow",
    "Accounts",
    "GlassRow",
    "GlassRows",
    "GrantRow",
    "OwnAccount",
    "SessionRow",
    "TokenRow",
    "accounts_of_phone",
    "find_accounts",
    "get_account",
    "get_glass",
    "givable_roles",
    "glass_rows",
    "may_read_trail",
    "names_of",
    "own_account",
    "own_sessions",
    "token_rows",
    "trail",
    "waiting_for_review",
]
