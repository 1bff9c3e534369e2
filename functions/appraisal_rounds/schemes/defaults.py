"""The terms of a post for which nobody published any. Pure.

Figures to begin with, and nothing more: the department's rules name no weights, thresholds or grades. A shop puts its
own in their place, above all the targets.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from appraisal_rounds.people.domain import Post
from appraisal_rounds.schemes.terms import ABILITY, ATTITUDE, Grade, IndicatorTerms, ItemTerms, Terms

_COMMON: dict[str, Any] = {
    "results": 60,
    "ability": 20,
    "attitude": 20,
    "ability_items": tuple(ItemTerms(name, 25) for name in ABILITY),
    "attitude_items": tuple(ItemTerms(name, 25) for name in ATTITUDE),
    "self_review": 0,
    "superior": 80,
    "peers": 20,
    "grades": (Grade("A", Decimal(90)), Grade("B", Decimal(75)), Grade("C", Decimal(60)), Grade("D", Decimal(0))),
}


def _is(name: str, weight: int, floor: str, target: str, currency: str | None = None) -> IndicatorTerms:
    return IndicatorTerms(name, weight, Decimal(floor), Decimal(target), currency)


TERMS: Mapping[Post, Terms] = {
    "operations-manager": Terms(
        **_COMMON,
        indicators=(
            _is("sales", 30, "0", "10000000", "CNY"),  # 100,000 yuan
            _is("traffic_growth", 15, "-0.10", "0.10"),
            _is("conversion", 20, "0.01", "0.03"),
            _is("gross_margin", 20, "0.20", "0.40"),
            _is("new_customers", 15, "0", "100"),
        ),
    ),
    "operations-specialist": Terms(
        **_COMMON,
        indicators=(
            _is("listing_on_time", 30, "0.70", "0.98"),
            _is("orders_correct", 30, "0.90", "0.99"),
            _is("stock_correct", 25, "0.90", "0.99"),
            _is("campaign_effect", 15, "0.50", "1.00"),
        ),
    ),
    "designer": Terms(
        **_COMMON,
        indicators=(
            _is("page_satisfaction", 35, "3.0", "4.5"),
            _is("material_quality", 35, "0.60", "0.95"),
            _is("tasks_on_time", 30, "0.70", "0.98"),
        ),
    ),
    "customer-service": Terms(
        **_COMMON,
        indicators=(
            _is("satisfaction", 40, "0.70", "0.95"),
            _is("complaints_in_time", 30, "0.70", "0.98"),
            _is("follow_up_correct", 30, "0.90", "0.99"),
        ),
    ),
}
