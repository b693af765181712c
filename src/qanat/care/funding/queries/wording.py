"""Prices beside others, in words."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from qanat.care.funding.rules.prices import Comparison, Spread
from qanat.web.wording import number, tenge, whole_tenge


def price_words(category: str, beside: Comparison) -> str:
    """Say in words how a price stands beside the others of its group."""
    values = {
        "times": number(beside.ratio, 1),
        "count": number(beside.earlier.count),
        "group": category,
        "median": tenge(beside.earlier.median_tiyn),
    }
    if beside.is_dear:
        return (
            _(
                "Far dearer than usual: %(times)s times the median of %(count)s contracts of the"
                " group %(group)s (%(median)s)."
            )
            % values
        )
    if beside.is_far:
        return (
            _(
                "Far cheaper than usual: %(times)s times the median of %(count)s contracts of the"
                " group %(group)s (%(median)s)."
            )
            % values
        )
    return (
        _("%(times)s times the median of %(count)s contracts of the group %(group)s (%(median)s).")
        % values
    )


def price_reasons(beside: Comparison) -> Iterator[str]:
    """Say why a price is called far, or not: where the others lie, and how far it is from them."""
    low, high = beside.earlier.low_tiyn, beside.earlier.high_tiyn
    between = {"low": whole_tenge(low), "high": whole_tenge(high)}
    yield _("Half of them lie between %(low)s and %(high)s.") % between
    if beside.score is not None:
        values = {"score": number(abs(beside.score), 1), "far": number(beside.far, 1)}
        if beside.is_far:
            yield (
                _(
                    "It lies %(score)s usual deviations from the median; from %(far)s on a price is"
                    " called far."
                )
                % values
            )
        else:
            yield (
                _(
                    "It lies %(score)s usual deviations from the median; only from %(far)s on a"
                    " price is called far."
                )
                % values
            )
    elif beside.is_far:
        yield _("All earlier contracts of the group had one price, and this is another one.")


def spread_words(spread: Spread) -> str:
    """Say where half of the prices lie."""
    if spread.count == 1:
        return _("one contract: %(price)s") % {"price": whole_tenge(spread.median_tiyn)}
    values = {
        "count": number(spread.count),
        "low": whole_tenge(spread.low_tiyn),
        "median": whole_tenge(spread.median_tiyn),
        "high": whole_tenge(spread.high_tiyn),
    }
    return _("%(count)s contracts: half between %(low)s and %(high)s, median %(median)s") % values
