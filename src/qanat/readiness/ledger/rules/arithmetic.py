"""The arithmetic of a publication: steps over its own printed figures, worked out one by one.

A step is ``name = expression`` or, the last one, an expression; names are the short names of
the publication's figures or of earlier steps. Besides ``+ - * /`` there are ``base(x)``, the whole
numbers from which ``x`` has grown by as many per cent as is printed, and ``part(x)``, the whole
numbers that make the printed share of ``x``.
"""

import ast
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

Token = str | Fraction
Range = tuple[int, int]
MOST_STEPS: Final = 8
LONGEST: Final = 300
DEEPEST: Final = 12
LARGEST: Final = 10**24
"""No figure of a country comes near it; what grows beyond it was never meant."""
_WEIGHTS: Final[Mapping[type[ast.operator], int]] = {
    ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.Div: 2,
}  # fmt: skip
_SIGNS: Final[Mapping[type[ast.operator], str]] = {
    ast.Add: "+", ast.Sub: "−", ast.Mult: "×", ast.Div: "/",
}  # fmt: skip
_WORK: Final[Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}


class BadStepError(ValueError):
    """A step can't be worked out; says which."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure as it is printed: its value, decimals, and whether it is only a lower bound."""

    value: Decimal
    places: int = 0
    is_bound: bool = False

    def agrees(self, exact: Fraction) -> bool:
        """Tell whether a value would be printed as this figure was."""
        if self.is_bound:
            return exact > Fraction(self.value)
        return rounded(exact, self.places) == self.value

    @property
    def half(self) -> Fraction:
        """Half of the last decimal that is printed."""
        return Fraction(1, 2 * 10**self.places)


@dataclass(frozen=True, slots=True)
class Line:
    """A step worked out: what is computed, and the result, a number or the range it lies in."""

    tokens: tuple[Token, ...]
    result: Fraction | Range | None


@dataclass(frozen=True, slots=True)
class Worked:
    """Steps worked out; ``holds`` tells whether they give what is printed, None without steps."""

    lines: tuple[Line, ...] = ()
    holds: bool | None = None


def rounded(exact: Fraction, places: int) -> Decimal:
    """Round a value half up, as figures are printed."""
    unit = Decimal(1).scaleb(-places)
    whole = Decimal(exact.numerator) / Decimal(exact.denominator)
    return whole.quantize(unit, ROUND_HALF_UP)


def work_out(
    steps: Sequence[str], values: Mapping[str, Decimal], printed: Printed | None
) -> Worked:
    """Work the steps out over the printed figures of a publication.

    Raises:
        BadStepError: if a step can't be read, or names what is not there.
    """
    known = {name: Fraction(value) for name, value in values.items()}
    lines: list[Line] = []
    for number, step in enumerate(steps[:MOST_STEPS], 1):
        try:
            name, body = _read(step)
            line = _line(body, known, printed)
        except BadStepError:
            raise BadStepError(step) from None
        lines.append(line)
        if isinstance(line.result, Fraction) and name:
            known[name] = line.result
        if name and number == len(steps):
            raise BadStepError(step)
    if not lines or printed is None:
        return Worked(tuple(lines))
    last = lines[-1].result
    return Worked(tuple(lines), printed.agrees(last) if isinstance(last, Fraction) else bool(last))


def _read(step: str) -> tuple[str, ast.expr]:
    if len(step) > LONGEST:
        raise BadStepError
    try:
        found = ast.parse(step.strip()).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise BadStepError from None
    match found:
        case [ast.Assign(targets=[ast.Name(id=name)], value=value)]:
            return name, value
        case [ast.Expr(value=value)]:
            return "", value
        case _:
            raise BadStepError


def _line(body: ast.expr, known: Mapping[str, Fraction], printed: Printed | None) -> Line:
    if isinstance(body, ast.Call):
        return _range_line(body, known, printed)
    result, tokens, _weight = _value(body, known, 0)
    return Line(tokens, result)


def _range_line(body: ast.Call, known: Mapping[str, Fraction], printed: Printed | None) -> Line:
    match body:
        case ast.Call(
            func=ast.Name(id="base" | "part" as name), args=[ast.Name() as whole], keywords=[]
        ):
            of, tokens, _weight = _value(whole, known, 0)
        case _:
            raise BadStepError
    if printed is None or not of:
        raise BadStepError
    printed = Printed(printed.value, printed.places)
    share = Fraction(printed.value) / 100
    if name == "base":
        told = (*tokens, "/", "(", Fraction(1), "+", Fraction(printed.value), "%", ")")
        return Line(told, _bases(of, printed))
    low, high = ((share + side * printed.half / 100) * of for side in (-1, 1))
    told = (*tokens, "×", Fraction(printed.value), "%")
    return Line(told, _range(low, high, lambda part: printed.agrees(Fraction(part * 100) / of)))


def _bases(now: Fraction, printed: Printed) -> Range | None:
    """Return the whole numbers from which a value has grown as printed, half up."""
    grown = Fraction(printed.value)
    least, most = (1 + (grown + side * printed.half) / 100 for side in (-1, 1))
    if least <= 0:
        return None
    return _range(now / most, now / least, lambda base: printed.agrees((now - base) * 100 / base))


def _range(low: Fraction, high: Fraction, prints: Callable[[int], bool]) -> Range | None:
    """Return the whole numbers between two ends that print the figure; an end itself may not."""
    first, last = math.ceil(low), math.floor(high)
    first += first <= last and not prints(first)
    last -= first <= last and not prints(last)
    return (first, last) if first <= last else None


def _value(
    node: ast.expr, known: Mapping[str, Fraction], depth: int
) -> tuple[Fraction, tuple[Token, ...], int]:
    """Return the value of an expression, how it is written, and how tightly it binds."""
    if depth > DEEPEST:
        raise BadStepError
    match node:
        case ast.Constant(value=int() as number) if not isinstance(number, bool):
            value = _sensible(Fraction(number))
            return value, (value,), 3
        case ast.Name(id=name) if name in known:
            return known[name], (known[name],), 3
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _WORK:
            return _operation(left, op, right, known, depth)
        case _:
            raise BadStepError


def _operation(
    left: ast.expr, op: ast.operator, right: ast.expr, known: Mapping[str, Fraction], depth: int
) -> tuple[Fraction, tuple[Token, ...], int]:
    weight = _WEIGHTS[type(op)]
    first, told, bound = _value(left, known, depth + 1)
    second, then, after = _value(right, known, depth + 1)
    if isinstance(op, ast.Div) and second == 0:
        raise BadStepError
    told = told if bound >= weight else ("(", *told, ")")
    then = then if after > weight else ("(", *then, ")")
    value = _sensible(_WORK[type(op)](first, second))
    return value, (*told, _SIGNS[type(op)], *then), weight


def _sensible(value: Fraction) -> Fraction:
    """Refuse a number that only keeps the machine busy."""
    if max(abs(value.numerator), value.denominator) > LARGEST:
        raise BadStepError
    return value
