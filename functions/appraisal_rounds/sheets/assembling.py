"""What a composite is made of: figures and reviews, by the schemes of the posts held (R4.4.4)."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple, cast

from appraisal_rounds.people import presence
from appraisal_rounds.people.domain import Employee, Post
from appraisal_rounds.schemes import store as schemes
from appraisal_rounds.schemes.composite import Given, Part, PostPart, mixed
from appraisal_rounds.schemes.domain import Scheme
from appraisal_rounds.schemes.quotas import grade_of
from appraisal_rounds.schemes.terms import IndicatorTerms, Source, Terms
from appraisal_rounds.sheets import figures, records, store, tables, written
from appraisal_rounds.sheets.domain import Sheet

# From so many points on two sources are far apart.
FAR = Decimal(20)
# What a year's results are made of, in the place of indicators.
MONTHS = "months"
_CENT = Decimal("0.01")
_SETTLED = (tables.FED_BACK, tables.CONFIRMED, tables.OBJECTED, tables.DECIDED, tables.UNANSWERED, tables.ARCHIVED)

Scores = Mapping[Source, Mapping[str, Decimal | None]]


class Assembled(NamedTuple):
    """What the parts come to, and the terms of the post whose grades it takes."""

    computed: records.Computed
    terms: Terms


def assemble(sheet: Sheet, employee: Employee) -> Assembled:
    """What the parts of an employee's sheet come to by now."""
    yearly, month = is_yearly(sheet), last_month(sheet)
    scores = _scores(sheet)
    of_year = months_of(sheet, employee) if yearly else []
    found: list[records.Figure] = []
    parts: list[PostPart] = []
    used: list[tuple[Scheme, int]] = []
    for post, days in sheet.posts:
        scheme = schemes.in_force(cast("Post", post), month)
        used.append((scheme, days))
        terms = _of_year(scheme.terms) if yearly else scheme.terms
        if yearly:
            points: dict[str, Decimal | None] = {MONTHS: mean_of(of_year)}
        else:
            its = figures.figures_of(employee.accounts, month, terms.indicators)
            found += its
            points = {one.indicator: Decimal(one.points) if one.points else None for one in its}
        parts.append(PostPart(cast("Post", post), days, terms, Given(points, scores)))
    whole = mixed(parts)
    governing = next(scheme.terms for scheme, _ in used if scheme.post == sheet.post)
    computed = records.Computed(
        schemes=[
            records.SchemeUsed(post=one.post, days=days, scheme_id=one.scheme_id, version=one.version)
            for one, days in used
        ],
        figures=found,
        parts=[_part(one) for one in whole.parts],
        total=None if whole.total is None else str(whole.total),
        grade=None if whole.total is None else grade_of(whole.total, governing.grades),
        grades=[records.GradeFrom(grade=one.grade, least=str(one.least)) for one in governing.grades],
        deviations=deviations(scores, [one.points for one in whole.parts if one.group == "results"]),
        months=of_year,
    )
    return Assembled(computed, governing)


def is_yearly(sheet: Sheet) -> bool:
    return len(sheet.round_id) == 4


def last_month(sheet: Sheet) -> str:
    """The month of a sheet, or the last one of its year."""
    return f"{sheet.round_id}-12" if is_yearly(sheet) else sheet.round_id


def months_of(sheet: Sheet, employee: Employee) -> list[records.MonthOfYear]:
    """The months of a year's sheet, each with its result or the reason why there is none."""
    names = [f"{sheet.round_id}-{number:02}" for number in range(1, 13)]
    found = store.find([f"{name}.{sheet.employee_id}" for name in names])
    told = {key: one for key, one in found.items() if one.state in _SETTLED}
    results = written.composites(list(told.values()))
    shown = []
    for name in names:
        sheet_id = f"{name}.{sheet.employee_id}"
        if result := results.get(sheet_id):
            state = told[sheet_id].state
            shown.append(records.MonthOfYear(month=name, score=result.score, grade=result.signed_grade, state=state))
            continue
        there = presence.posts_in(employee, name)
        if not there.days:
            shown.append(records.MonthOfYear(month=name, why="not_employed"))
        elif there.absent >= there.days:
            shown.append(records.MonthOfYear(month=name, why="absent"))
        elif sheet_id in found:
            shown.append(records.MonthOfYear(month=name, state=found[sheet_id].state, why="no_result"))
        else:
            shown.append(records.MonthOfYear(month=name, why="no_sheet"))
    return shown


def mean_of(of_year: Sequence[records.MonthOfYear]) -> Decimal | None:
    """The mean of the months that have a result, to 0.01; months without one count for nothing, and never as 0."""
    given = [Decimal(one.score) for one in of_year if one.score is not None]
    return _mean(given) if given else None


def deviations(scores: Scores, results: Sequence[Decimal | None]) -> list[records.Deviation]:
    """Which sources are far apart: each compared with the superior, on what both judged; figures as a whole."""
    superior = scores.get("superior", {})
    found: list[tuple[str, Decimal, Decimal]] = []
    compared: tuple[Source, ...] = ("self", "peers")
    for source in compared:
        other = scores.get(source, {})
        both = [item for item in other if other[item] is not None and superior.get(item) is not None]
        if both:
            found.append((source, _mean_of_items(other, both), _mean_of_items(superior, both)))
    points = [one for one in results if one is not None]
    if points and superior:
        found.append(("figures", _mean(points), _mean_of_items(superior, list(superior))))
    return [
        records.Deviation(first=source, second="superior", points=str(own - theirs))
        for source, own, theirs in found
        if abs(own - theirs) >= FAR
    ]


def _of_year(terms: Terms) -> Terms:
    """The terms of a year: its results are those of its months."""
    return terms._replace(indicators=(IndicatorTerms(MONTHS, 100, Decimal(0), Decimal(100)),))


def _scores(sheet: Sheet) -> dict[Source, dict[str, Decimal | None]]:
    own = written.part(sheet.sheet_id, written.SELF, records.SelfReview)
    superior = written.part(sheet.sheet_id, written.SUPERIOR, records.SuperiorReview)
    scores: dict[Source, dict[str, Decimal | None]] = {}
    if own and sheet.self_in:
        scores["self"] = _decimals(own.scores)
    if superior and sheet.superior_in:
        scores["superior"] = _decimals(superior.scores)
    if sheet.peers:
        means = {"communication": sheet.communication, "team_spirit": sheet.team_spirit}
        scores["peers"] = {item: Decimal(mean) for item, mean in means.items() if mean}
    return scores


def _decimals(scores: Mapping[str, int]) -> dict[str, Decimal | None]:
    return {item: Decimal(score) for item, score in scores.items()}


def _mean_of_items(scores: Mapping[str, Decimal | None], items: Sequence[str]) -> Decimal:
    return _mean([scores[item] or Decimal(0) for item in items])


def _mean(values: Sequence[Decimal]) -> Decimal:
    return (sum(values, Decimal(0)) / len(values)).quantize(_CENT, ROUND_HALF_UP)


def _part(one: Part) -> records.PartOfIt:
    told = {name: None if value is None else str(value) for name, value in one._asdict().items()}
    return records.PartOfIt.model_validate(told)


def grade_names(terms: Terms) -> list[str]:
    return [one.grade for one in terms.grades]
