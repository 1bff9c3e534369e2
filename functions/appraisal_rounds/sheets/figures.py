"""The figures of a month: what evidence came to, as it was frozen.

FIGURES#<month>    <subject>    the figures of somebody, of all specialists, or of the shop, by indicator

This is the one place that knows how they lie. What is missing is not given, and never 0.
"""

import json
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from appraisal_rounds.indicators.names import BY_POST
from appraisal_rounds.schemes.terms import MOST_POINTS, IndicatorTerms
from appraisal_rounds.sheets.records import Figure
from appraisal_rounds.store import database, table

SHOP, SPECIALISTS = "shop", "specialists"
_OF_SPECIALISTS = frozenset({"stock_correct"})
_OF_SHOP = frozenset(BY_POST["operations-manager"])
_CENT = Decimal("0.01")


def figures_of(user: str | None, month: str, wanted: Iterable[IndicatorTerms]) -> list[Figure]:
    """Somebody's figures of a month for these indicators, with the points that they bring."""
    wanted = list(wanted)
    subjects = sorted({subject for one in wanted if (subject := _subject(one.name, user))})
    items = database.read_many([(table, {"pk": f"FIGURES#{month}", "sk": subject}) for subject in subjects])
    found = {item["sk"]: json.loads(item["figures"]) for item in items}
    return [_figure(one, found.get(_subject(one.name, user) or "", {}).get(one.name)) for one in wanted]


def points(value: Decimal, floor: Decimal, target: Decimal) -> Decimal:
    """Points of a value: 100 × (value - floor) / (target - floor), from 0 to 120, half up to 0.01."""
    exact = 100 * (value - floor) / (target - floor)
    return min(max(exact, Decimal(0)), MOST_POINTS).quantize(_CENT, ROUND_HALF_UP)


def _subject(name: str, user: str | None) -> str | None:
    if name in _OF_SHOP:
        return SHOP
    return SPECIALISTS if name in _OF_SPECIALISTS else user


def _figure(one: IndicatorTerms, found: dict[str, str | None] | None) -> Figure:
    if found is None:
        return Figure(indicator=one.name, why="no_evidence")
    figure = Figure(indicator=one.name, currency=one.currency, **found)
    if figure.value is None:
        return figure
    return figure.model_copy(update={"points": str(points(Decimal(figure.value), one.floor, one.target))})
