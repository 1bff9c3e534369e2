"""What is asked of schemes on the wire. Figures that are no whole numbers are texts, so that they stay exact."""

import re
from decimal import Decimal
from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import BeforeValidator, Field, WithJsonSchema

from appraisal_rounds import months
from appraisal_rounds.people.domain import Post
from appraisal_rounds.schemes.terms import (
    MOST_GRADES,
    MOST_POINTS,
    AbilityItem,
    AttitudeItem,
    Grade,
    IndicatorTerms,
    ItemTerms,
    Quota,
    Terms,
)
from shop.web.models import AcceptedCurrency, RequestModel, Version
from shop.web.texts import printable
from shop.web.wanted import Wanted

_FIGURE = r"-?[0-9]{1,13}(\.[0-9]{1,4})?"

PostInPath = Annotated[Post, Path()]
MonthInQuery = Annotated[str | None, Query(pattern=months.PATTERN, max_length=7)]


def _written_out(said: Any) -> Any:
    if not isinstance(said, str) or not re.fullmatch(_FIGURE, said):
        raise ValueError("is not written out")
    return said


Month = Annotated[
    str, Field(pattern=months.PATTERN, max_length=7), Wanted("is to be a month of this century, such as 2026-12")
]
Weight = Annotated[int, Field(strict=True, ge=0, le=100, description="Percent of what it is a part of.")]
Figure = Annotated[
    Decimal,
    BeforeValidator(_written_out),
    WithJsonSchema({"type": "string", "pattern": f"^{_FIGURE}$", "maxLength": 20}),
    Wanted('is to be a figure as a text, such as "0.95"'),
]
Points = Annotated[
    Decimal,
    BeforeValidator(_written_out),
    Field(ge=0, le=MOST_POINTS),
    WithJsonSchema({"type": "string", "pattern": f"^{_FIGURE}$", "maxLength": 20}),
    Wanted('is to be points from 0 to 120 as a text, such as "90"'),
]
GradeName = Annotated[str, printable(10)]


class IndicatorIn(RequestModel):
    """An indicator: from `floor` on it brings points, at `target` 100. Amounts are minor units of `currency`."""

    name: Annotated[str, Field(pattern="^[a-z][a-z_]{0,39}$")]
    weight: Annotated[int, Field(strict=True, ge=1, le=100, description="Percent of the results.")]
    floor: Figure
    target: Figure
    currency: AcceptedCurrency | None = None


class AbilityIn(RequestModel):
    name: AbilityItem
    weight: Weight


class AttitudeIn(RequestModel):
    name: AttitudeItem
    weight: Weight


class GradeIn(RequestModel):
    grade: GradeName
    least: Points


class QuotaIn(RequestModel):
    """At most so many of a hundred sheets have the grade."""

    grade: GradeName
    most_percent: Annotated[int, Field(strict=True, ge=1, le=99)]


class TermsIn(RequestModel):
    """By what a post is appraised. Weights are whole percents: of the groups, of a group's parts, of the sources."""

    results: Weight
    ability: Weight
    attitude: Weight
    indicators: Annotated[list[IndicatorIn], Field(min_length=1, max_length=20)]
    ability_items: Annotated[list[AbilityIn], Field(min_length=1, max_length=10)]
    attitude_items: Annotated[list[AttitudeIn], Field(min_length=1, max_length=10)]
    self_review: Weight = 0
    superior: Weight
    peers: Weight
    grades: Annotated[list[GradeIn], Field(min_length=2, max_length=MOST_GRADES)]
    quotas: Annotated[list[QuotaIn], Field(max_length=MOST_GRADES, default_factory=list)]

    @property
    def terms(self) -> Terms:
        """The same for the rules to look at."""
        return Terms(
            results=self.results,
            ability=self.ability,
            attitude=self.attitude,
            indicators=tuple(IndicatorTerms(**one.model_dump()) for one in self.indicators),
            ability_items=tuple(ItemTerms(one.name, one.weight) for one in self.ability_items),
            attitude_items=tuple(ItemTerms(one.name, one.weight) for one in self.attitude_items),
            self_review=self.self_review,
            superior=self.superior,
            peers=self.peers,
            grades=tuple(Grade(one.grade, one.least) for one in self.grades),
            quotas=tuple(Quota(one.grade, one.most_percent) for one in self.quotas),
        )


class ProposeScheme(RequestModel):
    """A scheme for a post, from a month on that has not begun."""

    post: Post
    valid_from: Month
    terms: TermsIn


class Step(RequestModel):
    version: Version
