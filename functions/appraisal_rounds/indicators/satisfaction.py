"""Customer satisfaction: ratings of 4 and more / ratings (R4.2.1)."""

from appraisal_rounds.indicators.definition import Indicator
from shop.roles import Role

INDICATOR = Indicator(
    "satisfaction",
    Role.CUSTOMER_SERVICE,
    "share",
    "own",
    numerator={"satisfied": 1},
    denominator={"rated": 1},
    lacks="customers' ratings, which come with customer care",
)
