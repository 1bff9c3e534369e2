"""What the storefront tells, and what is asked of the room. Days are in Shanghai."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import Field, StringConstraints

from shop.web.days import Day
from shop.web.models import RequestModel
from shop.web.wanted import Wanted
from traffic.domain import MOST_ROWS, Counts, Row

DayInPath = Annotated[Day, Path()]
From = Annotated[Day | None, Query(alias="from", description="29 days before `to` unless said otherwise.")]
To = Annotated[Day | None, Query(alias="to", description="Today unless said otherwise; a range has 366 days at most.")]

# ASCII before it is folded, so that no letter becomes another one. Which codes there are, the storefront decides.
Code = Annotated[
    str,
    StringConstraints(max_length=20, pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,19}$", to_lower=True),
    Wanted("is to be a code: 1 to 20 letters A to Z, figures, dashes or underlines, a letter first"),
]
Count = Annotated[int, Field(strict=True, ge=0, le=10**9)]


class Counted(RequestModel):
    """How often somebody came, how many people that were, and how many of these paid."""

    visits: Count
    visitors: Count
    paying_visitors: Count

    @property
    def counts(self) -> Counts:
        """The same, as the room keeps it."""
        return Counts(self.visits, self.visitors, self.paying_visitors)


class RowTold(Counted):
    """The visits of one source that began on one kind of page. Drawings have words for some codes: search, social,
    direct, advertising, email, referral, other; home, list, detail, campaign, other.
    """

    source: Code
    page_kind: Code

    @property
    def row(self) -> Row:
        return Row(self.source, self.page_kind, self.counts)


class RecordTraffic(Counted):
    """A day, or its correction, whole. Rows' visits add up to the day's; visitors and paying visitors of the day are at
    most those of all rows together and at least those of each, since who came twice is one visitor of the day.

    With `version` only that version of the day is corrected, 0 where there is to be none.
    """

    day: Day
    version: Annotated[int | None, Field(strict=True, ge=0, le=10**9)] = None
    rows: Annotated[list[RowTold], Field(max_length=MOST_ROWS)]
