"""What the process of live events serves, until the process that started it is gone.

Started as ``python -m granian --interface asgi --port 8001 qanat.ops.events:application``.
"""

import os
import signal
from importlib import import_module
from typing import Final

import django

from qanat.ops.lifeline import end_with_parent

end_with_parent(os.getppid(), signal.SIGKILL)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qanat.config.settings")
django.setup()
application: Final = import_module("qanat.ops.streams").Events()
