"""Django's connection, looked after once a second and not with every request."""

import time
from typing import Final

from django.db.backends.postgresql import base

LOOK_EVERY_S: Final = 1.0


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection which was well a moment ago is well, unless something went wrong since."""

    _well_until = 0.0

    def is_usable(self) -> bool:
        """Tell whether the server answers on this connection."""
        now = time.monotonic()
        if self.connection is not None and not self.errors_occurred and now < self._well_until:
            return True
        is_well: bool = super().is_usable()
        self._well_until = now + LOOK_EVERY_S if is_well else 0.0
        return is_well
