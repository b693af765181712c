"""A browser at the sign-in pages."""

import time
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.contrib.auth import SESSION_KEY
from django.test import Client
from tests.foundation.access.builders import PASSWORD

from qanat.foundation.access.models import Account

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

SIGN_IN = "/sign-in/"
CODE = "/sign-in/code/"


def code_of(account: Account, *, later: int = 0) -> str:
    factor = Authenticator.objects.get(user=account, type="totp")
    counter = int(time.time()) // 30 + later
    return str(format_hotp_value(hotp_value(decrypt(factor.data["secret"]), counter)))


def type_password(
    client: Client, account: Account, password: str = PASSWORD, **more: str
) -> "Answer":
    return client.post(SIGN_IN, {"login": account.user_name, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    return SESSION_KEY in client.session


def confirm(client: Client) -> None:
    answer = client.post("/account/confirm/", {"password": PASSWORD, "next": "/account/"})
    assert answer.status_code == 302
