"""Orders followed up correctly: notices sent in time with number, arrival, exception and result / due (R4.2.1)."""

from appraisal_rounds.indicators.definition import Indicator
from shop.roles import Role

INDICATOR = Indicator(
    "follow_up_correct",
    Role.CUSTOMER_SERVICE,
    "share",
    "own",
    numerator={"correct": 1},
    denominator={"due": 1},
    lacks="notices' outcomes, which come with customer care",
)
