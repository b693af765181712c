"""Why a file as a whole can't be read as a table, in words."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.refusals import Text
from qanat.foundation.tabular.sheets import TableError

WHY: Final[dict[str, Text]] = {
    "empty": _("it is empty."),
    "spreadsheet": _("it can't be opened as a spreadsheet (XLSX)."),
    "too_large": _("it is too large."),
    "no_heading": _("there is no heading row; these columns were looked for: %(detail)s."),
    "no_column": _("no column for: %(detail)s."),
    "doubled": _("two columns have the same heading: %(detail)s. Rename or remove one."),
}


def why(error: TableError, also: Mapping[str, Text]) -> str:
    """Say why a table can't be read; ``also``: what else may be wrong with one of its kind."""
    return str((WHY | dict(also))[error.code]) % {"detail": error.detail}
