"""From totals to grades: quotas are a most, small teams have at least one, and equals stay equal."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal_rounds.schemes.defaults import TERMS
from appraisal_rounds.schemes.quotas import awarded, grade_of, most
from appraisal_rounds.schemes.terms import Quota

GRADES = TERMS["designer"].grades
ORDER = [one.grade for one in GRADES]
WITH_QUOTAS = TERMS["designer"]._replace(quotas=(Quota("A", 20), Quota("B", 50)))

totals = st.dictionaries(st.integers().map(str), st.integers(0, 1100).map(lambda n: Decimal(n) / 10), max_size=30)


def grades(*points: int) -> list[str]:
    given = {str(place): Decimal(each) for place, each in enumerate(points)}
    return [award.grade for award in awarded(given, WITH_QUOTAS).values()]


@pytest.mark.parametrize(
    ("points", "grade"), [("120", "A"), ("90", "A"), ("89.99", "B"), ("60", "C"), ("59.99", "D"), ("0", "D")]
)
def test_a_grade_takes_its_least_points_and_no_less(points: str, grade: str) -> None:
    assert grade_of(Decimal(points), GRADES) == grade


@pytest.mark.parametrize(("sheets", "allowed"), [(1, 1), (3, 1), (5, 1), (9, 1), (10, 2), (100, 20)])
def test_of_a_few_one_may_always_have_the_grade(sheets: int, allowed: int) -> None:
    assert most(sheets, 20) == allowed


def test_in_a_team_of_three_the_best_has_an_a_and_the_next_one_may_have_a_b() -> None:
    assert grades(95, 94, 93) == ["A", "B", "C"]


def test_in_a_team_of_three_equals_have_the_same_and_it_is_told() -> None:
    given = {name: Decimal(95) for name in ("a", "b", "c")}
    found = awarded(given, WITH_QUOTAS)
    assert {(award.grade, award.beyond_quota) for award in found.values()} == {("A", True)}
    assert grades(95, 94, 94) == ["A", "B", "B"]


def test_an_empty_team_has_no_grades() -> None:
    assert awarded({}, WITH_QUOTAS) == {}


@given(totals)
def test_a_better_total_never_has_a_worse_grade_and_equals_have_the_same(found: dict[str, Decimal]) -> None:
    made = sorted((total, ORDER.index(awarded(found, WITH_QUOTAS)[key].grade)) for key, total in found.items())
    ranks = [rank for _, rank in made]
    assert ranks == sorted(ranks, reverse=True)
    assert len(set(made)) == len({total for total, _ in made})


@given(totals)
def test_a_quota_is_exceeded_only_for_equals_and_nobody_rises_by_it(found: dict[str, Decimal]) -> None:
    made = awarded(found, WITH_QUOTAS)
    for quota in WITH_QUOTAS.quotas:
        having = sorted((found[key] for key, award in made.items() if award.grade == quota.grade), reverse=True)
        beyond = having[most(len(found), quota.most_percent) :]
        assert beyond == [] or set(beyond) == {having[most(len(found), quota.most_percent) - 1]}
        assert bool(beyond) == any(award.beyond_quota for award in made.values() if award.grade == quota.grade)
    assert all(ORDER.index(award.grade) >= ORDER.index(award.by_points) for award in made.values())


@given(totals)
def test_without_quotas_points_alone_make_the_grade(found: dict[str, Decimal]) -> None:
    made = awarded(found, TERMS["designer"])
    assert all(award.grade == award.by_points and not award.beyond_quota for award in made.values())
