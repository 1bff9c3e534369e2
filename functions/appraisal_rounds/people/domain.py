"""An employee: which posts they held since when, who their superior is, when they were away (R4). Pure."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple, Self

from appraisal_rounds import months
from appraisal_rounds.people.refusals import CircleOfSuperiors, OwnRecord
from shop.clock import iso
from shop.errors import Invalid, VersionConflict
from shop.ids import new_id

Post = Literal["operations-manager", "operations-specialist", "designer", "customer-service"]
MANAGER: Post = "operations-manager"
AbsenceKind = Literal["annual", "sick", "family", "unpaid", "other"]

# So many superiors somebody has at most, one above the other.
MOST_LEVELS = 20
MOST_POSTS = 100
MOST_ABSENCES = 400
MOST_ACCOUNTS = 20


class Held(NamedTuple):
    """A post, from a day on."""

    post: Post
    since: date


class Absence(NamedTuple):
    """Days on which somebody was not there, both of these included."""

    first: date
    last: date
    kind: AbsenceKind


class Employee(NamedTuple):
    """Somebody who is appraised. `left` is their last day; `user` the `sub` of their account, if they have one.

    `superior` is the id of an employee; with none, and for whoever is operations manager, it is the director. `held`
    are their posts, oldest first: the first one since they joined. `former` are accounts that were theirs before:
    what was done under these is theirs for ever.
    """

    employee_id: str
    number: str
    name: str
    user: str | None
    superior: str | None
    held: tuple[Held, ...]
    joined: date
    left: date | None
    absences: tuple[Absence, ...]
    version: int
    since: str
    user_since: str | None = None
    former: tuple[str, ...] = ()

    @classmethod
    def entered(
        cls,
        at: datetime,
        *,
        number: str,
        name: str,
        user: str | None,
        post: Post,
        joined: date,
        left: date | None = None,
        above: Sequence["Employee"] = (),
    ) -> Self:
        """A new employee. Raises Invalid when they left before they joined, or have a superior as manager."""
        new = cls(new_id(at), number, name, user, None, (Held(post, joined),), joined, left, (), 1, iso(at))
        new = new._replace(user_since=iso(at) if user else None)
        return new._under(above)._sound()

    def at_version(self, version: int) -> Self:
        """This employee. Raises VersionConflict when the caller decided on another version of the record."""
        if version != self.version:
            raise VersionConflict.between(version, self.version)
        return self

    @property
    def post(self) -> Post:
        """The post held last, or to come last."""
        return self.held[-1].post

    @property
    def on_paper(self) -> bool:
        """Who has no account reviews and answers on paper; HR records it, and nothing is known of their work."""
        return self.user is None

    @property
    def accounts(self) -> tuple[str, ...]:
        """All accounts that are or were theirs: under these stands what they did."""
        return tuple(dict.fromkeys((*self.former, *([self.user] if self.user else []))))

    def not_by(self, actor: str) -> Self:
        """This employee, for somebody else to change. Raises OwnRecord."""
        if actor in self.accounts:
            raise OwnRecord
        return self

    def post_on(self, day: date) -> Post | None:
        """The post held on a day; None before they joined and after they left."""
        if day < self.joined or (self.left is not None and day > self.left):
            return None
        return next(held.post for held in reversed(self.held) if held.since <= day)

    def superior_on(self, day: date) -> str | None:
        """The superior on a day; None is the director, who is the manager's."""
        return None if self.post_on(day) == MANAGER else self.superior

    def corrected(
        self,
        at: datetime,
        *,
        name: str | None = None,
        joined: date | None = None,
        user: str | None,
        left: date | None,
        above: Sequence["Employee"],
    ) -> Self:
        """The record with other facts: what is None of name and day of joining stays, `above` are the superior and
        theirs. The same record where nothing differs. Raises Invalid, CircleOfSuperiors."""
        joined = joined or self.joined
        held = (self.held[0]._replace(since=joined), *self.held[1:])
        after = self._replace(name=name or self.name, joined=joined, held=held, left=left)
        after = after._with_account(user, at)._under(above)
        return self if after == self else after._changed(at)._sound()

    def moved(self, at: datetime, post: Post, since: date) -> Self:
        """In another post from a day on; on the day of the last change, that one is put right.

        Months before the last one are appraised already. Raises Invalid.
        """
        earliest = months.first(months.before(months.at(at)))
        before = self.held[:-1] if self.held[-1].since == since else self.held
        if since < earliest:
            raise Invalid.field("since", f"is to be {earliest} or later: what was before is appraised already")
        if not before:
            raise Invalid.field("since", "is the day of joining: there the first post begins")
        if since < before[-1].since:
            raise Invalid.field("since", f"is to be after {before[-1].since}, when the post before it began")
        if self.left is not None and since > self.left:
            raise Invalid.field("since", "is after the last day")
        if before[-1].post == post:
            raise Invalid.field("post", "is held then already")
        if len(before) == MOST_POSTS:
            raise Invalid.field("post", f"is one more than the {MOST_POSTS} that a record takes")
        return self._replace(held=(*before, Held(post, since)))._changed(at)

    def away(self, at: datetime, absence: Absence) -> Self:
        """Not there on some days. Raises Invalid when they are away on one of them already, or it is too much."""
        if absence.last < absence.first:
            raise Invalid.field("last_day", "is before the first")
        if any(absence.first <= one.last and one.first <= absence.last for one in self.absences):
            raise Invalid.field("first_day", "of these days some are recorded already")
        if len(self.absences) == MOST_ABSENCES:
            raise Invalid.field("first_day", f"is one more than the {MOST_ABSENCES} absences that a record takes")
        return self._replace(absences=tuple(sorted((*self.absences, absence))))._changed(at)

    def back(self, at: datetime, first: date) -> Self:
        """Without the absence that was recorded from this day on. Raises Invalid where there is none."""
        left = tuple(one for one in self.absences if one.first != first)
        if left == self.absences:
            raise Invalid.field("first_day", "no absence is recorded from this day on")
        return self._replace(absences=left)._changed(at)

    def _with_account(self, user: str | None, at: datetime) -> Self:
        """With another account. One that they had when a month ended stays among their former ones, as there are
        figures of it; what was entered by mistake and is put right within the month was never theirs."""
        if user == self.user:
            return self
        former = self.former
        if self.user and self.user not in former and not self._entered_in(months.at(at)):
            former = (*former, self.user)
        if len(former) >= MOST_ACCOUNTS:
            raise Invalid.field("user", f"is one more than the {MOST_ACCOUNTS} accounts that a record takes")
        return self._replace(user=user, user_since=iso(at) if user else None, former=former)

    def _entered_in(self, month: str) -> bool:
        return self.user_since is not None and months.at(datetime.fromisoformat(self.user_since)) == month

    def _under(self, above: Sequence["Employee"]) -> Self:
        if any(one.employee_id == self.employee_id for one in above):
            raise CircleOfSuperiors
        if len(above) > MOST_LEVELS:
            raise Invalid.field("superior", f"has {MOST_LEVELS} superiors one above the other already")
        return self._replace(superior=above[0].employee_id if above else None)

    def _sound(self) -> Self:
        if self.left is not None and self.left < self.held[-1].since:
            raise Invalid.field("left", "is before they joined, or before their last post began")
        if len(self.held) > 1 and self.joined >= self.held[1].since:
            raise Invalid.field("joined", f"is to be before {self.held[1].since}, when their second post began")
        if self.post == MANAGER and len(self.held) == 1 and self.superior is not None:
            raise Invalid.field("superior", "the operations manager's superior is the director: give none")
        return self

    def _changed(self, at: datetime) -> Self:
        return self._replace(version=self.version + 1, since=iso(at))


def differing(before: Employee, after: Employee) -> list[str]:
    """The names of the facts that differ, for people who read what was changed; never what they were."""
    facts = ("name", "user", "superior", "joined", "left", "absences")
    return [name for name in facts if getattr(before, name) != getattr(after, name)]
