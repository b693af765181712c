"""What may leave this machine is read from the environment; nothing, unless it is named."""

import json
import os
import subprocess
import sys

import pytest

PROGRAM = """
import json
from qanat.config import outbound as o
mail = o.QANAT_MAIL_IS_SET_UP
print(json.dumps([o.QANAT_GATEWAYS, mail, o.QANAT_PUSH_CONTACT, o.EMAIL_PORT, o.QANAT_ADDRESS]))
"""


def read(**named: str) -> subprocess.CompletedProcess[str]:
    ours = {key: value for key, value in os.environ.items() if not key.startswith("QANAT_S")}
    return subprocess.run(  # noqa: S603 (our own words)
        [sys.executable, "-c", PROGRAM],
        env={**ours, **named},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_word_nothing_is_set_up() -> None:
    assert json.loads(read().stdout) == [{}, False, "", 587, ""]


def test_a_gateway_is_named_by_its_address_token_and_shape() -> None:
    told = read(
        QANAT_SMS_URL="https://gateway.example/send",
        QANAT_SMS_TOKEN="key",
        QANAT_SMS_BODY='{"phone": "{to}", "message": "{text}"}',
        QANAT_SMS_REFERENCE="data.0.id",
        QANAT_SMTP_HOST="mail.example",
        QANAT_SMTP_PORT="25",
    )
    gateways, is_mail, _, port, _ = json.loads(told.stdout)
    assert gateways == {
        "sms": {
            "url": "https://gateway.example/send",
            "headers": {"Authorization": "Bearer key"},
            "body": {"phone": "{to}", "message": "{text}"},
            "reference": "data.0.id",
        }
    }
    assert (is_mail, port) == (True, 25)


@pytest.mark.parametrize(
    ("address", "origins", "used"),
    [
        ("https://a.example", "https://b.example", "https://a.example"),
        ("", "https://*.example,https://b.example,https://c.example", "https://b.example"),
        ("", "https://*.example", ""),
    ],
)
def test_links_lead_to_the_address_that_is_named_or_to_the_first_origin(
    address: str, origins: str, used: str
) -> None:
    told = read(QANAT_ADDRESS=address, QANAT_ORIGINS=origins)
    assert json.loads(told.stdout)[-1] == used


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://gateway.example/", "gateway"])
def test_a_gateway_is_a_web_address(url: str) -> None:
    told = read(QANAT_VOICE_URL=url)
    assert told.returncode != 0
    assert "QANAT_VOICE_URL is no web address" in told.stderr
