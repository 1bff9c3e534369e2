"""Orders handled correctly: without misallocation, wrong goods or edit after release / handled (R4.2.1)."""

from appraisal_rounds.indicators.definition import Indicator
from shop.roles import Role

INDICATOR = Indicator(
    "orders_correct",
    Role.SPECIALIST,
    "share",
    "own",
    numerator={"correct": 1},
    denominator={"handled": 1},
    lacks="claims of wrong goods, which come with after-sales",
)
