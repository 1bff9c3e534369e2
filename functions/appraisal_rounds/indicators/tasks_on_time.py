"""Design tasks on time: delivered by due / due (R4.2.1)."""

from appraisal_rounds.indicators.definition import Indicator
from shop.roles import Role

INDICATOR = Indicator(
    "tasks_on_time",
    Role.DESIGNER,
    "share",
    "own",
    numerator={"in_time": 1},
    denominator={"due": 1},
    lacks="design tasks",
)
