"""What may be allowed with accounts, tokens, emergency access and the audit trail."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

SEE_ACCOUNTS: Final = "access.see_accounts"
MANAGE_ACCOUNTS: Final = "access.manage_accounts"
GRANT: Final = "access.grant"
ISSUE_TOKEN: Final = "access.issue_token"  # noqa: S105 (the name of a permission)
BREAK_GLASS: Final = "access.break_glass"
REVIEW_GLASS: Final = "access.review_glass"
READ_AUDIT: Final = "access.read_audit"
OWN_ACCOUNT: Final = "access.own_account"

ADMINISTRATIVE: Final = frozenset(
    {SEE_ACCOUNTS, MANAGE_ACCOUNTS, GRANT, ISSUE_TOKEN, REVIEW_GLASS, READ_AUDIT}
)
"""Rights over people, keys and records of what was done: given only by those who hold them."""

FOR_PEOPLE: Final = ADMINISTRATIVE | {BREAK_GLASS, OWN_ACCOUNT}
"""What a person does in his own name: no key for another system allows it."""

PERMISSIONS: Final = (
    Permission(SEE_ACCOUNTS, _("See accounts and who holds which role")),
    Permission(MANAGE_ACCOUNTS, _("Open, change and close accounts")),
    Permission(GRANT, _("Give and take away roles")),
    Permission(ISSUE_TOKEN, _("Issue and revoke keys for other systems")),
    Permission(BREAK_GLASS, _("Open a record in an emergency")),
    Permission(REVIEW_GLASS, _("Review emergency access")),
    Permission(READ_AUDIT, _("Read the audit trail")),
    Permission(OWN_ACCOUNT, _("Change one's own language, password and sessions")),
)
