"""The names of the indicators of R4.2.1, by post; the source leaves the lists open (等). Pure."""

from collections.abc import Mapping
from typing import Literal

from appraisal_rounds.people.domain import Post

IndicatorName = Literal[
    "sales",
    "traffic_growth",
    "conversion",
    "gross_margin",
    "new_customers",
    "listing_on_time",
    "orders_correct",
    "stock_correct",
    "campaign_effect",
    "page_satisfaction",
    "material_quality",
    "tasks_on_time",
    "satisfaction",
    "complaints_in_time",
    "follow_up_correct",
]

BY_POST: Mapping[Post, tuple[IndicatorName, ...]] = {
    "operations-manager": ("sales", "traffic_growth", "conversion", "gross_margin", "new_customers"),
    "operations-specialist": ("listing_on_time", "orders_correct", "stock_correct", "campaign_effect"),
    "designer": ("page_satisfaction", "material_quality", "tasks_on_time"),
    "customer-service": ("satisfaction", "complaints_in_time", "follow_up_correct"),
}
# Amounts: what floor and target are is told in minor units of a currency.
OF_MONEY: frozenset[IndicatorName] = frozenset({"sales"})
