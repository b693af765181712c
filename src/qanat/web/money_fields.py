"""Fields of money: typed in units, kept in hundredths."""

from decimal import Decimal
from typing import Any, Final

from django.forms import Field

from qanat.web.forms import NumberField
from qanat.web.wording import TENGE

HUNDREDTHS: Final = 100
DIGITS: Final = 15


class MoneyField(NumberField):
    """An amount above zero; cleans to whole hundredths: tiyn of tenge, cents of others."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("unit", "")
        super().__init__(max_digits=DIGITS, decimal_places=2, min_value=Decimal("0.01"), **kwargs)

    def clean(self, value: Any) -> int | None:
        """Return whole hundredths."""
        typed = super().clean(value)
        return None if typed is None else int(typed * HUNDREDTHS)

    def prepare_value(self, value: Any) -> Any:
        """Write hundredths as units; what was typed stays as it was typed."""
        return f"{Decimal(value) / HUNDREDTHS:f}" if isinstance(value, int) else value


def tenge_field(label: Any) -> MoneyField:
    """Return a field for an amount in tenge."""
    return MoneyField(label=label, unit=TENGE)


def name_currency(field: Field, currency: str) -> None:
    """Let a field of money say in which currency it is."""
    if isinstance(field, MoneyField):
        field.unit = currency
