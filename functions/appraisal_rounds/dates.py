"""When a round opens, and what is due of it by when (R4.3). All of it is configuration, in one text. Pure.

Marks are a day of the month in which the round is held and a time in Shanghai; the others are days from what went
before. A round that opens late keeps its dates as long as `least` days are left for the reviews; otherwise all of them
move by whole days. The rules say no more than that rounds are held in the first ten days. When figures are frozen is
evidence's to say.
"""

import re
from datetime import date, datetime, time, timedelta
from functools import cache
from math import ceil
from typing import NamedTuple, Self

from appraisal_rounds import months
from shop.business_days import SHANGHAI
from shop.settings import Setting

SETTING = Setting("ROUND_DATES")
DEFAULT = (
    "open=1T00:05 remind=4T18:00 reviews=5T18:00 composite=8T18:00 feedback=10T18:00 year=20T00:05 "
    "answer=5 chase=3 decision=10 grace=2 least=2"
)


class Mark(NamedTuple):
    """A day of a month, counted from 1, and a time in Shanghai."""

    day: int
    at: time

    def after(self, first: date) -> datetime:
        """This mark, where `first` is the first day."""
        return datetime.combine(first + timedelta(days=self.day - 1), self.at, SHANGHAI)


class Dates(NamedTuple):
    """What is due of one round."""

    opens: datetime
    reminds: datetime
    reviews_due: datetime
    composite_by: datetime
    fed_back_by: datetime

    def late(self, opened: datetime, least: timedelta) -> Self:
        """The dates of a round that opens at a moment: as they are while so much time is left for the reviews."""
        behind = opened + least - self.reviews_due
        days = timedelta(days=max(0, ceil(behind / timedelta(days=1))))
        return type(self)(opened, *(moment + days for moment in self[1:]))


class Terms(NamedTuple):
    """The configuration, read."""

    marks: dict[str, Mark]
    days: dict[str, int]

    @classmethod
    def of(cls, text: str) -> Self:
        """Terms from their text. Raises ValueError that says what is wrong with it."""
        said = dict(part.split("=", 1) for part in text.split() if "=" in part)
        asked = dict(part.split("=") for part in DEFAULT.split())
        if said.keys() != asked.keys():
            raise ValueError(f"round dates are to say {', '.join(asked)}, each once")
        marks, days = {}, {}
        for name, value in said.items():
            wanted = r"(\d{1,2})T(\d{2}:\d{2})" if "T" in asked[name] else r"(\d{1,2})"
            found = re.fullmatch(wanted, value)
            if not found or not 1 <= int(found[1]) <= 28:
                raise ValueError(f"round dates: {name} is to be like {asked[name]}, its days 1 to 28")
            if "T" in value:
                marks[name] = Mark(int(found[1]), time.fromisoformat(found[2]))
            else:
                days[name] = int(found[1])
        order = [marks[name] for name in ("open", "remind", "reviews", "composite", "feedback")]
        if order != sorted(order) or days["chase"] >= days["answer"]:
            raise ValueError("round dates: one is before what it follows")
        return cls(marks, days)

    def monthly(self, month: str) -> Dates:
        """The dates of a month's round, held in the month after it."""
        return self._from(months.first(months.after(month)))

    def yearly(self, opened: datetime) -> Dates:
        """The dates of a year's round that opens at a moment: as far apart as those of a month's."""
        day = opened.astimezone(SHANGHAI).date()
        return self._from(day - timedelta(days=self.marks["open"].day - 1))._replace(opens=opened)

    def year_opens(self, year: str) -> datetime:
        """When the year's round opens at the latest."""
        return self.marks["year"].after(months.first(months.after(f"{year}-12")))

    def span(self, name: str) -> timedelta:
        """So many days: `answer` to answer a result, `chase` until reminded of it, `grace` after a late reminder,
        `decision` to decide an objection, `least` for the reviews of a late round."""
        return timedelta(days=self.days[name])

    def _from(self, first: date) -> Dates:
        named = ("open", "remind", "reviews", "composite", "feedback")
        return Dates(*(self.marks[name].after(first) for name in named))


@cache
def terms() -> Terms:
    """The shop's own terms."""
    return Terms.of(SETTING.value)
