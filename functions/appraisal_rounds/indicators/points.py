"""How many points a value brings (R4.2.1). Pure.

points = 100 × (value − floor) / (target − floor), from 0 to 120, half up to 0.01. Lower is better where the floor is
above the target. The value is taken as exact as its evidence has it, not as it is shown.
"""

from decimal import Decimal
from fractions import Fraction

MOST = 120
_CENT = Decimal("0.01")


def points(value: Fraction | Decimal | int, floor: Decimal, target: Decimal) -> Decimal:
    """The points of a value. Raises ValueError where floor and target are the same."""
    if floor == target:
        raise ValueError("floor and target are to be different")
    reached = (Fraction(value) - Fraction(floor)) / (Fraction(target) - Fraction(floor)) * 100
    return half_up(min(max(reached, Fraction(0)), Fraction(MOST)), _CENT)


def half_up(exact: Fraction, step: Decimal) -> Decimal:
    """To the nearest step, halves away from 0, in one go: a quotient in decimals would be rounded twice."""
    steps = abs(exact) / Fraction(step)
    whole = int(steps + Fraction(1, 2))
    return (whole if exact >= 0 else -whole) * step
