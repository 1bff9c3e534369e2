"""What an indicator is, and what its figure comes to (R4.2.1). Pure.

Figures are additive: an event adds numbers to *parts*, parts are summed up over a month, and the figure is a quotient
of sums of parts. Nothing is joined afterwards, so that events may come in any order, at any time, and from any shard.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Literal, NamedTuple, Self

from appraisal_rounds.indicators.points import half_up
from shop.contract import Event, EventData
from shop.roles import Role

# Whose work a figure tells of: somebody's own, that of all specialists together, or that of the shop as a whole.
Scope = Literal["own", "specialists", "shop"]
# What a value is: an amount in minor units, a share of 1, a number of things, a mean of ratings.
Unit = Literal["minor", "share", "count", "mean"]
# Why there is no figure: none can be yet, nothing happened, the denominator is not above 0, nobody has the account.
NotGiven = Literal["no_source", "no_evidence", "empty_denominator", "on_paper"]

SHOP: Final = "shop"
SPECIALISTS: Final = "specialists"
# Names of parts, or of several, each times a factor.
Parts = Mapping[str, int]
# Of no currency.
PLAIN = ""
_SHARE = Decimal("0.000001")


class Entry(NamedTuple):
    """What an event says for an indicator: whose it is, on which day in Shanghai, what it adds to which parts.

    `facts` are what the event says of it, for people who look where a figure comes from.
    """

    subject: str
    day: date
    counts: Mapping[str, int]
    facts: Mapping[str, str | int | None] = {}
    currency: str = PLAIN

    def joined(self, other: "Entry") -> Self:
        """Both as one: of an event there is one entry for somebody and a day."""
        parts = {**self.counts, **other.counts}
        counts = {part: self.counts.get(part, 0) + other.counts.get(part, 0) for part in parts}
        return self._replace(counts=counts, facts={**self.facts, **other.facts})


class Tally(NamedTuple):
    """So many rows of an indicator, and the sums of their parts, by currency."""

    rows: int = 0
    counts: Mapping[str, Mapping[str, int]] = {}

    def plus(self, other: "Tally") -> "Tally":
        """Both together. The order does not matter."""
        sums = {currency: dict(parts) for currency, parts in self.counts.items()}
        for currency, parts in other.counts.items():
            into = sums.setdefault(currency, {})
            for part, number in parts.items():
                into[part] = into.get(part, 0) + number
        return Tally(self.rows + other.rows, sums)


class Figure(NamedTuple):
    """A figure, in a currency where there is one. Without a denominator the numerator is the value."""

    currency: str | None
    numerator: int
    denominator: int | None

    @property
    def exact(self) -> Fraction:
        return Fraction(self.numerator, 1 if self.denominator is None else self.denominator)

    @property
    def value(self) -> Decimal:
        """The value, half up to six places; numbers and amounts are whole."""
        return Decimal(self.numerator) if self.denominator is None else half_up(self.exact, _SHARE)


class Indicator(NamedTuple):
    """An indicator: whose it is, what it is made of, and what its value is.

    `numerator` and `denominator` say how often each part counts in them; parts in neither are shown beside. `rows` says
    of each kind of event what it adds. One that `lacks` its source has no rows until that is there. `most_of` is the
    part by which one of several currencies is chosen where a scheme names none.
    """

    name: str
    post: Role
    unit: Unit
    scope: Scope
    numerator: Parts
    denominator: Parts | None = None
    rows: Mapping[type[EventData], Callable[[Event[Any]], Iterable[Entry]]] = {}
    lacks: str | None = None
    most_of: str | None = None

    def entries(self, event: Event[Any]) -> list[Entry]:
        """What an event adds: for each subject and day one entry."""
        told = self.rows.get(type(event.data))
        joined: dict[tuple[str, date], Entry] = {}
        for entry in told(event) if told else ():
            key = entry.subject, entry.day
            joined[key] = joined[key].joined(entry) if key in joined else entry
        return list(joined.values())

    def counts_in(self, part: str) -> list[Literal["numerator", "denominator"]]:
        """Where a part counts."""
        sides: list[Literal["numerator", "denominator"]] = []
        if part in self.numerator:
            sides.append("numerator")
        if self.denominator is not None and part in self.denominator:
            sides.append("denominator")
        return sides

    def figures(self, tally: Tally) -> list[Figure] | NotGiven:
        """The figures of these sums, one a currency, by code; or why there is none.

        Money is never added over currencies. What has no evidence has no figure: it is not 0.
        """
        if self.lacks is not None:
            return "no_source"
        if not tally.rows:
            return "no_evidence"
        figures = [
            Figure(
                currency or None,
                _sum(self.numerator, parts),
                None if self.denominator is None else _sum(self.denominator, parts),
            )
            for currency, parts in sorted(tally.counts.items())
        ]
        given = [one for one in figures if one.denominator is None or one.denominator > 0]
        return given or "empty_denominator"

    def figure(self, tally: Tally, currency: str | None = None) -> Figure | NotGiven:
        """The one figure that a scheme gives points for: that in its currency.

        Where the scheme names none, it is that of the currency of which there is most of the part `most_of`.
        """
        figures = self.figures(tally)
        if isinstance(figures, str):
            return figures
        if currency is not None:
            return next((one for one in figures if one.currency == currency), "no_evidence")
        return max(figures, key=lambda one: tally.counts[one.currency or PLAIN].get(self.most_of or "", 0))


def _sum(wanted: Parts, parts: Mapping[str, int]) -> int:
    return sum(factor * parts.get(part, 0) for part, factor in wanted.items())
