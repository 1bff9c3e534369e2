"""What is shown of schemes. Figures are texts, so that they stay exact."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field, PlainSerializer

from appraisal_rounds.people.domain import Post
from appraisal_rounds.schemes.domain import Scheme
from appraisal_rounds.schemes.terms import Terms
from shop.web.models import ResponseModel

# Never as 1E+7.
Figure = Annotated[Decimal, PlainSerializer(lambda figure: f"{figure:f}", return_type=str)]
Weight = Annotated[int, Field(description="Percent of what it is a part of.")]


class IndicatorView(ResponseModel):
    name: str
    weight: Weight
    floor: Figure
    target: Figure
    currency: str | None


class ItemView(ResponseModel):
    name: str
    weight: Weight


class GradeView(ResponseModel):
    grade: str
    least: Figure


class QuotaView(ResponseModel):
    grade: str
    most_percent: int


class TermsView(ResponseModel):
    """By what a post is appraised."""

    results: Weight
    ability: Weight
    attitude: Weight
    indicators: list[IndicatorView]
    ability_items: list[ItemView]
    attitude_items: list[ItemView]
    self_review: Weight
    superior: Weight
    peers: Weight
    grades: list[GradeView]
    quotas: list[QuotaView]


class SchemeView(ResponseModel):
    """A scheme; `default` is the state of what holds where nothing was published."""

    scheme_id: str
    post: Post
    valid_from: str
    state: str
    version: int
    since: str
    proposed_by: str
    terms: TermsView


class SchemeRow(ResponseModel):
    """A scheme as it stands on the list."""

    scheme_id: str
    post: Post
    valid_from: str
    state: str
    version: int
    since: str


class Schemes(ResponseModel):
    items: list[SchemeRow]
    next: str | None = None


class OwnScheme(ResponseModel):
    """A post held in the month, with its calendar days."""

    days: int
    scheme: SchemeView


class OwnSchemes(ResponseModel):
    """By what somebody is appraised for a month: one scheme a post that they hold in it."""

    month: str
    items: list[OwnScheme]


def terms(terms: Terms) -> TermsView:
    return TermsView.model_validate(terms, from_attributes=True)


def scheme(one: Scheme) -> SchemeView:
    return SchemeView(**{**one._asdict(), "terms": terms(one.terms)})


def row(one: Scheme) -> SchemeRow:
    return SchemeRow.model_validate(one, from_attributes=True)
