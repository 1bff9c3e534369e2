"""One total from all parts: weights as applied, contributions, and what becomes of what is not given."""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from appraisal_rounds.people.domain import Post
from appraisal_rounds.schemes.composite import Composite, Given, PostPart, composite, mixed
from appraisal_rounds.schemes.defaults import TERMS
from appraisal_rounds.schemes.terms import ABILITY, ATTITUDE, Terms

ITEMS = (*ABILITY, *ATTITUDE)
POSTS: tuple[Post, ...] = tuple(TERMS)
CENT = Decimal("0.01")


def weights(count: int) -> st.SearchStrategy[list[int]]:
    """So many whole percents that are 100 together."""
    cuts = st.lists(st.integers(0, 100), min_size=count - 1, max_size=count - 1).map(sorted)
    return cuts.map(lambda at: [b - a for a, b in zip([0, *at], [*at, 100], strict=True)])


@st.composite
def terms_of(draw: st.DrawFn, post: Post) -> Terms:
    usual = TERMS[post]
    results, ability, attitude = draw(weights(3))
    own, superior, peers = draw(weights(3).filter(lambda found: found[1] > 0))  # others are refused
    indicators = zip(usual.indicators, draw(weights(len(usual.indicators))), strict=True)
    items = [zip(group, draw(weights(4)), strict=True) for group in (usual.ability_items, usual.attitude_items)]
    return usual._replace(
        results=results,
        ability=ability,
        attitude=attitude,
        self_review=own,
        superior=superior,
        peers=peers,
        indicators=tuple(one._replace(weight=weight) for one, weight in indicators),
        ability_items=tuple(one._replace(weight=weight) for one, weight in items[0]),
        attitude_items=tuple(one._replace(weight=weight) for one, weight in items[1]),
    )


def points(most: int) -> st.SearchStrategy[Decimal | None]:
    return st.none() | st.integers(0, most * 100).map(lambda cents: Decimal(cents) * CENT)


@st.composite
def months(draw: st.DrawFn) -> list[PostPart]:
    """A month in one or two posts, with some things given and others not."""
    chosen = draw(st.lists(st.sampled_from(POSTS), min_size=1, max_size=2, unique=True))
    found = []
    for post in chosen:
        terms = draw(terms_of(post))
        figures: dict[str, Decimal | None] = {one.name: draw(points(120)) for one in terms.indicators}
        scores: Any = {source: {item: draw(points(100)) for item in ITEMS} for source in ("self", "superior", "peers")}
        found.append(PostPart(post, draw(st.integers(1, 31)), terms, Given(figures, scores)))
    return found


def given_points(made: Composite) -> list[Decimal]:
    return [one.points for one in made.parts if one.points is not None and one.applied]


@given(months())
@settings(max_examples=60)
def test_weights_applied_are_100_contributions_are_the_total_and_whoever_reckons_again_finds_it(
    month: list[PostPart],
) -> None:
    made = mixed(month)
    assert sum(one.weight for one in made.parts) == 100
    assert all(one.applied == 0 and one.contribution is None for one in made.parts if one.points is None)
    if made.total is None:
        assert all(one.applied == 0 for one in made.parts)
        return
    assert sum(one.applied for one in made.parts) == 100
    assert sum(one.contribution or 0 for one in made.parts) == made.total
    again = sum((one.applied * (one.points or 0) for one in made.parts), Decimal(0)) / 100
    assert abs(again - made.total) <= CENT / 2


@given(months())
@settings(max_examples=60)
def test_a_total_lies_between_the_worst_and_the_best_of_what_is_given(month: list[PostPart]) -> None:
    made = mixed(month)
    if made.total is not None:
        assert min(given_points(made)) <= made.total <= max(given_points(made))


@given(months(), st.data())
@settings(max_examples=60)
def test_whoever_is_better_in_one_thing_never_comes_to_less(month: list[PostPart], data: st.DataObject) -> None:
    before = mixed(month)
    one = data.draw(st.sampled_from(month))
    named = [name for name, value in one.given.figures.items() if value is not None]
    if not named:
        return
    name = data.draw(st.sampled_from(named))
    better = Decimal(data.draw(st.integers(0, 12000))) * CENT + (one.given.figures[name] or 0)
    figures = {**one.given.figures, name: better}
    after = mixed(
        [part._replace(given=part.given._replace(figures=figures)) if part is one else part for part in month]
    )
    assert before.total is None or (after.total or 0) >= before.total


def everything(value: str, post: Post = "designer") -> Given:
    figures: dict[str, Decimal | None] = {one.name: Decimal(value) for one in TERMS[post].indicators}
    return Given(
        figures, {"superior": dict.fromkeys(ITEMS, Decimal(value)), "peers": dict.fromkeys(ITEMS, Decimal(value))}
    )


def applied(made: Composite) -> dict[tuple[str, str | None], Decimal]:
    return {(one.item, one.source): one.applied for one in made.parts}


def test_with_all_given_weights_are_those_of_the_scheme_and_equal_points_come_to_themselves() -> None:
    made = composite("designer", TERMS["designer"], everything("73.33"))
    assert made.total == Decimal("73.33")
    assert all(one.applied == one.weight for one in made.parts)
    assert applied(made)["communication", "peers"] == Decimal("1.00")  # 20 % of a quarter of 20 %


def test_peers_who_are_too_few_leave_their_weight_to_the_superior_of_the_same_item() -> None:
    whole = everything("80")
    made = composite("designer", TERMS["designer"], whole._replace(scores={"superior": whole.scores["superior"]}))
    assert applied(made)["communication", "superior"] == Decimal("5.00")
    assert applied(made)["communication", "peers"] == 0
    assert made.total == 80


def test_an_indicator_that_is_not_given_leaves_its_weight_to_the_others_of_its_post() -> None:
    whole = everything("80")
    figures = {**whole.figures, "page_satisfaction": None}
    made = applied(composite("designer", TERMS["designer"], whole._replace(figures=figures)))
    assert made["material_quality", None] == Decimal("32.31")  # 60 × 35/65
    assert made["tasks_on_time", None] == Decimal("27.69")


def test_without_any_figure_the_reviews_make_the_whole() -> None:
    made = composite("designer", TERMS["designer"], everything("80")._replace(figures={}))
    groups = {group: sum(one.applied for one in made.parts if one.group == group) for group in ("ability", "attitude")}
    assert groups == {"ability": 50, "attitude": 50}


def test_a_self_review_alone_is_no_composite_where_it_weighs_nothing() -> None:
    made = composite("designer", TERMS["designer"], Given({}, {"self": dict.fromkeys(ITEMS, Decimal(100))}))
    assert made.total is None
    assert all(one.applied == 0 for one in made.parts)


def test_a_month_of_two_posts_is_weighted_by_their_days() -> None:
    month = [
        PostPart("designer", 10, TERMS["designer"], everything("60")),
        PostPart("customer-service", 20, TERMS["customer-service"], everything("90", "customer-service")),
    ]
    made = mixed(month)
    assert made.total == 80
    designer = [one for one in made.parts if one.post == "designer"]
    assert abs(sum(one.applied for one in designer) - Decimal("33.33")) <= CENT * len(designer)
