"""What a web process serves: the pages, until the process that started it is gone.

That is :mod:`qanat.ops.pages`, which has loaded them.
"""

import os
import signal
from typing import Final

from qanat.exchange.api.handler import Handler
from qanat.ops import collector, planner
from qanat.ops.health import Health
from qanat.ops.lifeline import end_with_parent

end_with_parent(os.getppid(), signal.SIGKILL)
planner.begin()
application: Final = Health(Handler())
collector.settle()
