"""From points to one total, with the weight and the share of each part (R4.4.4). Pure.

A whole is made of posts (by days), a post of groups, a group of indicators or items, an item of those who judge it.
Where something is not given, its weight goes to what is given beside it, in proportion to the weights there: first
within the item, then within the group, then among the groups, then among the posts. What is not
given never counts as 0.

Weights as applied are told to 0.01 of a percent and are 100 together: what rounding down leaves over goes to the
largest remainders, of equals to the first. total = Σ applied × points / 100, half up to 0.01. Contributions are told to
0.01 in the same way and are the total together. So whoever has points and applied weights comes to the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple

from appraisal_rounds.people.domain import Post
from appraisal_rounds.schemes.terms import BY_PEERS, WHOLE, Group, ItemTerms, Source, Terms

CENT = Decimal("0.01")


class Given(NamedTuple):
    """What there is to be put together: points of indicators (0 to 120), scores of items (0 to 100) by who gave them.

    What is missing in either, or None, is not given. Peers' scores are the aggregate of them.
    """

    figures: Mapping[str, Decimal | None] = {}
    scores: Mapping[Source, Mapping[str, Decimal | None]] = {}


class PostPart(NamedTuple):
    """A post held for so many days, its terms, and what there is of it."""

    post: Post
    days: int
    terms: Terms
    given: Given


class Part(NamedTuple):
    """One of the parts of a composite. `source` is None for an indicator.

    `weight` is what the scheme says, `applied` what it came to, both percents of the whole; `contribution` the points
    that it brought to the total.
    """

    post: Post
    group: Group
    item: str
    source: Source | None
    weight: Decimal
    applied: Decimal
    points: Decimal | None
    contribution: Decimal | None


class Composite(NamedTuple):
    """All parts, those that are not given too. `total` is None where nothing is given at all."""

    parts: tuple[Part, ...]
    total: Decimal | None


class _Leaf(NamedTuple):
    post: Post
    group: Group
    item: str
    source: Source | None
    points: Decimal | None

    @property
    def given(self) -> bool:
        return self.points is not None


class _Node(NamedTuple):
    children: tuple[tuple[int, "_Node | _Leaf"], ...]

    @property
    def given(self) -> bool:
        """What weighs nothing is a reference, and does not stand in for what is missing."""
        return any(weight and child.given for weight, child in self.children)


def composite(post: Post, terms: Terms, given: Given) -> Composite:
    """The composite of a month in one post."""
    return mixed([PostPart(post, 1, terms, given)])


def mixed(posts: Sequence[PostPart]) -> Composite:
    """The composite of a month in several posts, each by its own scheme, weighted by their days."""
    root = _Node(tuple((one.days, _of_post(one)) for one in posts))
    found = list(_shares(root, Fraction(WHOLE), Fraction(WHOLE if root.given else 0)))
    weights = _in_cents([weight for _, weight, _ in found], Decimal(WHOLE) if found else Decimal(0))
    if not root.given:
        nothing = tuple(
            Part(*leaf[:4], weight, Decimal(0), None, None) for (leaf, _, _), weight in zip(found, weights, strict=True)
        )
        return Composite(nothing, None)
    applied = _in_cents([share for _, _, share in found], Decimal(WHOLE))
    brought = [
        Fraction(share) * Fraction(leaf.points or 0) / WHOLE for (leaf, _, _), share in zip(found, applied, strict=True)
    ]
    total = _half_up(sum(brought, Fraction(0)))
    contributions = _in_cents(brought, total)
    parts = tuple(
        Part(*leaf[:4], weight, share, leaf.points, brings if leaf.given else None)
        for (leaf, _, _), weight, share, brings in zip(found, weights, applied, contributions, strict=True)
    )
    return Composite(parts, total)


def _of_post(one: PostPart) -> _Node:
    terms, figures = one.terms, one.given.figures
    results = tuple(
        (each.weight, _Leaf(one.post, "results", each.name, None, figures.get(each.name))) for each in terms.indicators
    )
    return _Node(
        (
            (terms.results, _Node(results)),
            (terms.ability, _of_group(one, "ability", terms.ability_items)),
            (terms.attitude, _of_group(one, "attitude", terms.attitude_items)),
        )
    )


def _of_group(one: PostPart, group: Group, items: Sequence[ItemTerms]) -> _Node:
    return _Node(tuple((item.weight, _of_item(one, group, item.name)) for item in items))


def _of_item(one: PostPart, group: Group, item: str) -> _Node:
    weights: dict[Source, int] = {"self": one.terms.self_review, "superior": one.terms.superior}
    if item in BY_PEERS:
        weights["peers"] = one.terms.peers
    return _Node(
        tuple(
            (weight, _Leaf(one.post, group, item, source, one.given.scores.get(source, {}).get(item)))
            for source, weight in weights.items()
        )
    )


def _shares(node: _Node | _Leaf, weight: Fraction, share: Fraction) -> Iterator[tuple[_Leaf, Fraction, Fraction]]:
    """Each leaf with its part of the weight by the scheme, and of the share by what is given."""
    if isinstance(node, _Leaf):
        yield node, weight, share
        return
    whole = sum(each for each, _ in node.children) or 1
    there = sum(each for each, child in node.children if child.given) or 1
    for each, child in node.children:
        yield from _shares(child, weight * each / whole, share * each / there if child.given else Fraction(0))


def _in_cents(exact: Sequence[Fraction], whole: Decimal) -> list[Decimal]:
    """The same rounded to 0.01 so that they are `whole` together."""
    down = [_rounded(one, ROUND_FLOOR) for one in exact]
    left = int((whole - sum(down, Decimal(0))) / CENT)
    by_remainder = sorted(range(len(exact)), key=lambda n: (Fraction(down[n]) - exact[n], n))
    for n in by_remainder[:left]:
        down[n] += CENT
    return down


def _half_up(exact: Fraction) -> Decimal:
    return _rounded(exact, ROUND_HALF_UP)


def _rounded(exact: Fraction, how: str) -> Decimal:
    """To 0.01, in one step: a quotient in decimals would be rounded twice."""
    cents, rest = divmod(exact * 100, 1)
    return Decimal(cents + (how == ROUND_HALF_UP and rest * 2 >= 1)) * CENT
