"""A process which sends what is due through a gateway until it is killed."""

import json
import os
import sys
from pathlib import Path

import django
from tests.database import as_django


def main(url: str, gateway: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    from django.conf import settings

    settings.DATABASES["default"].update(as_django(url))
    settings.QANAT_GATEWAYS = {"sms": json.loads(Path(gateway).read_text())}
    django.setup()
    from django.utils import timezone
    from tests.foundation.messages.conftest import NOTE

    from qanat.foundation.messages.sending import send_due
    from qanat.foundation.messages.states import Channel
    from qanat.foundation.messages.wording import declare_wording

    declare_wording(NOTE)
    while True:
        send_due(Channel.SMS, timezone.now())


if __name__ == "__main__":
    main(*sys.argv[1:])
