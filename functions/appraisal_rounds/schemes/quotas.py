"""From totals to grades, with quotas where a scheme has some (R4.4.4). Pure.

A grade's quota is a most, never a least: nobody has to be bad. Of n sheets with a total, n × most_percent / 100 may
have it, rounded down, but one always may: in a team of three 20 % is one, not none. Whoever is beyond it has the next
grade, and counts among those of that one. Equals stay equal: if the last who may have a grade is as good as others, all
of these have it, and the quota is exceeded; `awarded` says where. So a better total never has a worse grade.

What comes of it is a proposal: a person signs every grade (PIPL art. 24).
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from appraisal_rounds.schemes.terms import Grade, Terms


class Award(NamedTuple):
    """A grade, the one that the points alone would have brought, and whether its quota is exceeded for equals' sake."""

    grade: str
    by_points: str
    beyond_quota: bool = False


def grade_of(total: Decimal, grades: Sequence[Grade]) -> str:
    """The best grade that takes no more points."""
    return next(one.grade for one in grades if total >= one.least)


def most(sheets: int, percent: int) -> int:
    """How many of so many sheets a quota lets have its grade."""
    return max(1, sheets * percent // 100)


def awarded(totals: Mapping[str, Decimal], terms: Terms) -> dict[str, Award]:
    """The grades of sheets that one scheme governs, by the same keys. Sheets without a total do not count."""
    by_points = {key: grade_of(total, terms.grades) for key, total in totals.items()}
    grades, exceeded = dict(by_points), set[str]()
    percents = {quota.grade: quota.most_percent for quota in terms.quotas}
    for better, worse in pairwise(terms.grades):
        having = sorted((totals[key] for key, grade in grades.items() if grade == better.grade), reverse=True)
        may = most(len(totals), percents[better.grade]) if better.grade in percents else len(having)
        if len(having) <= may:
            continue
        border = having[may - 1]
        if having[may] == border:
            exceeded.add(better.grade)
        for key, grade in grades.items():
            if grade == better.grade and totals[key] < border:
                grades[key] = worse.grade
    return {key: Award(grade, by_points[key], grade in exceeded) for key, grade in grades.items()}
