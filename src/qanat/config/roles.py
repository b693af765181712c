"""The roles: who may do what, within which kind of scope.

A role is data. To add one: give it a line here and translate its label
(``docs/guides/add-a-role.md``).
"""

from typing import Final

from qanat.foundation.access_types import Role

ROLES: Final[tuple[Role, ...]] = ()
