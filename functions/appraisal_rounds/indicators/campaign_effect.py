"""Effect of campaigns: Σ weight × min(actual / target, cap) (R4.2.1)."""

from appraisal_rounds.indicators.definition import Indicator
from shop.roles import Role

INDICATOR = Indicator(
    "campaign_effect",
    Role.SPECIALIST,
    "share",
    "specialists",
    numerator={"reached": 1},
    denominator={"weight": 1},
    lacks="evaluations of campaigns, which come with marketing",
)
