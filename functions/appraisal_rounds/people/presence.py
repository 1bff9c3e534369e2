"""The posts that somebody held in a month, with the days of each: what weights a month of two posts (R4.3). Pure."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from appraisal_rounds import months
from appraisal_rounds.people.domain import Absence, Employee, Post


class Share(NamedTuple):
    """Calendar days in a post."""

    post: Post
    days: int


class PostsIn(NamedTuple):
    """How a month went by for somebody.

    `shares` are the posts in the order in which they came first, with all the calendar days on which each was held:
    before joining and after the last day there are none. Absences take no day away, as somebody who is away keeps their
    post; `absent` is on how many of these days they were.
    """

    month: str
    shares: tuple[Share, ...]
    absent: int

    @property
    def days(self) -> int:
        """On so many days they were employed."""
        return sum(share.days for share in self.shares)

    @property
    def governing(self) -> Post | None:
        """The post held longest, of equals the latest: its grades are those of the month. None: they were not there."""
        longest = max((share.days for share in self.shares), default=0)
        return next((share.post for share in reversed(self.shares) if share.days == longest), None)


def posts_in(employee: Employee, month: str) -> PostsIn:
    """The posts that somebody held in a month, with their days."""
    days: dict[Post, int] = {}
    absent = 0
    for day in _days(months.first(month), months.last(month)):
        if post := employee.post_on(day):
            days[post] = days.get(post, 0) + 1
            absent += _is_away(employee.absences, day)
    return PostsIn(month, tuple(Share(post, held) for post, held in days.items()), absent)


def _is_away(absences: Iterable[Absence], day: date) -> bool:
    return any(one.first <= day <= one.last for one in absences)


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
