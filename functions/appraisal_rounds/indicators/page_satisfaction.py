"""Satisfaction with the design of pages: the mean rating (R4.2.1)."""

from appraisal_rounds.indicators.definition import Indicator
from shop.roles import Role

INDICATOR = Indicator(
    "page_satisfaction",
    Role.DESIGNER,
    "mean",
    "own",
    numerator={"ratings": 1},
    denominator={"rated": 1},
    lacks="ratings of design tasks, which come with these",
)
