"""A scheme from its proposal to its publication (R4.1). Pure."""

from datetime import datetime
from typing import NamedTuple, Self

from appraisal_rounds import months
from appraisal_rounds.people.domain import MANAGER, Post
from appraisal_rounds.schemes import defaults, tables
from appraisal_rounds.schemes.terms import Terms
from shop.clock import iso
from shop.errors import Conflict, Forbidden, Invalid, VersionConflict
from shop.ids import new_id
from shop.roles import Caller, Role, Transition


class MonthHasBegun(Conflict):
    """Nobody is appraised by what they could not know when the month began."""

    code, title = "month_has_begun", "The month has begun"

    def __init__(self, month: str) -> None:
        super().__init__(f"{month} has begun: what it is appraised by stands.", month=month)


class Scheme(NamedTuple):
    """By what a post is appraised from a month on, until the next one of that post."""

    scheme_id: str
    post: Post
    valid_from: str
    state: str
    version: int
    since: str
    proposed_by: str
    terms: Terms

    @classmethod
    def proposed(cls, post: Post, valid_from: str, terms: Terms, by: Caller, at: datetime) -> Self:
        """A new proposal. Raises Invalid, Forbidden for the manager's own post by a manager, MonthHasBegun."""
        if post == MANAGER and Role.MANAGER in by.roles:
            raise Forbidden("What managers are appraised by HR proposes.")
        new = cls(new_id(at), post, valid_from, tables.PROPOSED, 1, iso(at), by.actor, terms.checked(post))
        return new._to_come(at)

    @classmethod
    def default(cls, post: Post) -> Self:
        """What holds where nothing was published."""
        return cls("default", post, "2000-01", tables.DEFAULT, 0, "", "", defaults.TERMS[post])

    def at_version(self, version: int) -> Self:
        """This scheme. Raises VersionConflict when the caller decided on another version of it."""
        if version != self.version:
            raise VersionConflict.between(version, self.version)
        return self

    def published(self, by: Caller, at: datetime) -> Self:
        """Told to those whom it governs, before its month. Raises TransitionNotAllowed, MonthHasBegun, Forbidden."""
        published = self._move(tables.PUBLISH, at)
        if by.actor == self.proposed_by:
            raise Forbidden("Whoever proposed a scheme does not publish it.")
        return published._to_come(at)

    def withdrawn(self, by: Caller, at: datetime) -> Self:
        """Taken back; once published, before its month and by the director alone.

        Raises TransitionNotAllowed, MonthHasBegun, Forbidden.
        """
        withdrawn = self._move(tables.WITHDRAW, at)
        if self.state == tables.PROPOSED:
            return withdrawn
        if Role.DIRECTOR not in by.roles:
            raise Forbidden("What is published the director withdraws.")
        return withdrawn._to_come(at)

    def _move(self, transition: Transition, at: datetime) -> Self:
        return self._replace(state=transition.leave(self.state), version=self.version + 1, since=iso(at))

    def _to_come(self, at: datetime) -> Self:
        now = months.at(at)
        if self.valid_from <= now:
            raise MonthHasBegun(self.valid_from)
        if int(self.valid_from[:4]) > int(now[:4]) + 2:
            raise Invalid.field("valid_from", "is more than two years away")
        return self
