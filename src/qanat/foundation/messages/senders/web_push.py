"""Notices of the browser, through the push service of its maker."""

import json
import time
from typing import Final

from django.conf import settings

from qanat.foundation.messages.models import PushBrowser
from qanat.foundation.messages.senders.letter import Failed, Letter
from qanat.foundation.messages.senders.sealing import MOST_BYTES, browser_keys, seal, voucher
from qanat.foundation.messages.senders.web import post
from qanat.foundation.secrets import decrypt

VOUCHER_S: Final = 12 * 3600
GONE: Final = frozenset({"http_404", "http_410"})
LONGEST_TEXT: Final = 1500
NUMBER_DIGITS: Final = 18


class WebPushSender:
    """Sends notices when the operator has switched them on."""

    def is_configured(self) -> bool:
        """Tell whether notices are switched on and somebody answers for them."""
        return bool(settings.QANAT_PUSH_CONTACT)

    def send(self, letter: Letter) -> str:
        """Send one notice.

        Raises:
            Failed: if the push service did not take it, or the browser is gone.
        """
        browser = PushBrowser.objects.filter(pk=_number(letter.address)).first()
        if browser is None:
            raise Failed("browser_gone", is_final=True)
        endpoint = decrypt(bytes(browser.endpoint))
        p256dh, auth = json.loads(decrypt(bytes(browser.keys)))
        key = settings.QANAT_PUSH_KEY
        until = int(time.time()) + VOUCHER_S
        headers = {
            "Authorization": voucher(endpoint, settings.QANAT_PUSH_CONTACT, until, key),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(letter.lasts_s),
            "Topic": letter.key[:32],
            "Urgency": "high" if letter.is_urgent else "normal",
        }
        try:
            return post(
                endpoint, seal(_notice(letter), browser_keys(p256dh, auth)), headers
            ).location
        except Failed as failed:
            if failed.code in GONE:
                raise Failed("browser_gone", is_final=True) from None
            raise


def _notice(letter: Letter) -> bytes:
    """Return what the browser shows: words, and where a click leads."""
    notice = {
        "title": letter.subject,
        "text": letter.text[:LONGEST_TEXT],
        "link": letter.link,
        "key": letter.key,
        "language": letter.language,
    }
    raw = json.dumps(notice, ensure_ascii=False).encode()
    if len(raw) <= MOST_BYTES:
        return raw
    return json.dumps({**notice, "text": "", "title": letter.subject[:100]}).encode()


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= NUMBER_DIGITS else 0
