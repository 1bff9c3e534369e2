"""What a scheme says: what counts, how much, and what it comes to (R4.2). Pure.

Weights are whole percents of what they are a part of: indicators of the results, items of ability or attitude, sources
of an item, and the three groups of the whole.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Literal, NamedTuple

from appraisal_rounds.indicators import BY_POST, OF_MONEY
from appraisal_rounds.people.domain import Post
from shop.errors import Invalid

Group = Literal["results", "ability", "attitude"]
AbilityItem = Literal["knowledge_and_skill", "communication", "problem_solving", "learning"]
AttitudeItem = Literal["responsibility", "team_spirit", "initiative", "loyalty"]
Source = Literal["self", "superior", "peers"]

# R4.2.2, R4.2.3.
ABILITY: tuple[AbilityItem, ...] = ("knowledge_and_skill", "communication", "problem_solving", "learning")
ATTITUDE: tuple[AttitudeItem, ...] = ("responsibility", "team_spirit", "initiative", "loyalty")
SOURCES: tuple[Source, ...] = ("self", "superior", "peers")
# R4.4.3: other departments judge cooperation and communication.
BY_PEERS = frozenset({"communication", "team_spirit"})

WHOLE = 100
MOST_POINTS = Decimal(120)
MOST_GRADES = 8


class IndicatorTerms(NamedTuple):
    """An indicator's weight, the value from which on it brings points, and the one that brings 100.

    Lower is better where the floor is above the target. Amounts are minor units of `currency`.
    """

    name: str
    weight: int
    floor: Decimal
    target: Decimal
    currency: str | None = None


class ItemTerms(NamedTuple):
    """The weight of an item of ability or attitude."""

    name: str
    weight: int


class Grade(NamedTuple):
    """A grade, and the points that it takes at least."""

    grade: str
    least: Decimal


class Quota(NamedTuple):
    """At most so many of a hundred sheets have a grade; `quotas` says exactly how many."""

    grade: str
    most_percent: int


class Terms(NamedTuple):
    """All that a scheme says. Grades are in order, the best first; the last one takes no points."""

    results: int
    ability: int
    attitude: int
    indicators: tuple[IndicatorTerms, ...]
    ability_items: tuple[ItemTerms, ...]
    attitude_items: tuple[ItemTerms, ...]
    self_review: int
    superior: int
    peers: int
    grades: tuple[Grade, ...]
    quotas: tuple[Quota, ...] = ()

    def checked(self, post: Post) -> "Terms":
        """These terms. Raises Invalid with every field that does not fit the post or the others."""
        if faults := list(_faults(self, post)):
            detail = f"{len(faults)} things of the scheme do not fit."
            raise Invalid(detail, errors=[{"field": field, "reason": reason} for field, reason in faults])
        return self


Fault = tuple[str, str]


def _faults(terms: Terms, post: Post) -> Iterator[Fault]:
    yield from _sum("results", (terms.results, terms.ability, terms.attitude), "results, ability and attitude")
    yield from _sum("superior", (terms.self_review, terms.superior, terms.peers), "self_review, superior and peers")
    if terms.peers > terms.superior:
        yield "peers", "are one of the references: they weigh no more than the superior"
    if terms.superior == 0:
        yield "superior", "is to weigh something"
    yield from _of_indicators(terms.indicators, post)
    yield from _of_items("ability_items", terms.ability_items, ABILITY)
    yield from _of_items("attitude_items", terms.attitude_items, ATTITUDE)
    yield from _of_grades(terms.grades)
    yield from _of_quotas(terms)


def _sum(field: str, weights: Iterable[int], which: str) -> Iterator[Fault]:
    if (found := sum(weights)) != WHOLE:
        yield field, f"the weights of {which} are to be {WHOLE} together, not {found}"


def _of_indicators(indicators: Iterable[IndicatorTerms], post: Post) -> Iterator[Fault]:
    yield from _sum("indicators", (one.weight for one in indicators), "the indicators")
    seen: set[str] = set()
    for place, one in enumerate(indicators):
        if one.name not in BY_POST[post]:
            yield f"indicators[{place}].name", f"is none of this post's: {', '.join(BY_POST[post])}"
        if one.name in seen:
            yield f"indicators[{place}].name", "stands there already"
        seen.add(one.name)
        if one.floor == one.target:
            yield f"indicators[{place}].target", "is to be another value than the floor"
        if (one.name in OF_MONEY) != (one.currency is not None):
            yield f"indicators[{place}].currency", "is to be given for an amount, and only there"


def _of_items(field: str, items: Iterable[ItemTerms], wanted: tuple[str, ...]) -> Iterator[Fault]:
    if sorted(one.name for one in items) != sorted(wanted):
        yield field, f"are to be these, each once: {', '.join(wanted)}"
    yield from _sum(field, (one.weight for one in items), "the items")


def _of_grades(grades: tuple[Grade, ...]) -> Iterator[Fault]:
    if len({one.grade for one in grades}) < len(grades):
        yield "grades", "are to have different names"
    if any(better.least <= worse.least for better, worse in pairwise(grades)):
        yield "grades", "are to stand in order, the best first, each with less than the one before it"
    if grades[-1].least != 0:
        yield f"grades[{len(grades) - 1}].least", "is to be 0: everybody has a grade"


def _of_quotas(terms: Terms) -> Iterator[Fault]:
    limited = {one.grade for one in terms.grades[:-1]}
    seen: set[str] = set()
    for place, quota in enumerate(terms.quotas):
        if quota.grade not in limited or quota.grade in seen:
            yield f"quotas[{place}].grade", "is to be one of the grades, each once, and not the last one"
        seen.add(quota.grade)
