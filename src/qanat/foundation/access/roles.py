"""The roles and permissions there are: data of the whole product, gathered here by name."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.conf import settings
from django.utils.module_loading import import_string

from qanat.foundation.access_types import Permission, Role


def all_roles() -> Mapping[str, Role]:
    """Return every role by its code, as ``settings.QANAT_ROLES`` names them."""
    return _roles_at(settings.QANAT_ROLES)


def find_role(code: str) -> Role | None:
    """Return a role by its code."""
    return all_roles().get(code)


def role_label(code: str) -> str:
    """Return the name of a role in the active language; of an unknown one its code."""
    role = find_role(code)
    return str(role.label) if role else code


@cache
def all_permissions() -> Mapping[str, Permission]:
    """Return every permission by its name, gathered from the modules ``permissions``."""
    found: dict[str, Permission] = {}
    for config in apps.get_app_configs():
        name = f"{config.name}.permissions"
        if not config.name.startswith("qanat.") or find_spec(name) is None:
            continue
        for permission in import_module(name).PERMISSIONS:
            found[permission.name] = permission
    return dict(sorted(found.items()))


@cache
def _roles_at(path: str) -> Mapping[str, Role]:
    roles: tuple[Role, ...] = import_string(path)
    return {role.code: role for role in roles}
