"""What may be allowed in treatment abroad: so far all of it is open to everybody."""

from typing import Final

from qanat.foundation.access_types import Permission

PERMISSIONS: Final[tuple[Permission, ...]] = ()
