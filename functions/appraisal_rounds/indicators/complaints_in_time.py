"""Complaints handled in time: resolved in time, without what waited for the customer / due (R4.2.1)."""

from appraisal_rounds.indicators.definition import Indicator
from shop.roles import Role

INDICATOR = Indicator(
    "complaints_in_time",
    Role.CUSTOMER_SERVICE,
    "share",
    "own",
    numerator={"in_time": 1},
    denominator={"due": 1},
    lacks="complaints, which come with customer care",
)
