"""The figures of a month, as evidence froze them, with the points that they bring. What is missing is never 0.

This is the one place in which sheets know of evidence.
"""

from collections.abc import Iterable, Sequence

from appraisal_rounds.evidence import books
from appraisal_rounds.evidence import figures as evidence
from appraisal_rounds.evidence.sums import together
from appraisal_rounds.indicators import INDICATORS
from appraisal_rounds.indicators.definition import Figure as Sums
from appraisal_rounds.indicators.definition import Tally
from appraisal_rounds.indicators.points import points
from appraisal_rounds.schemes.terms import IndicatorTerms
from appraisal_rounds.sheets.records import Figure


def are_frozen(month: str) -> bool:
    """Whether a month's figures stand for good; so do those of a month of which nothing was collected."""
    ours = books.read()
    return ours is None or ours.state_of(month) in ("frozen", "before")


def figures_of(accounts: Sequence[str], month: str, wanted: Iterable[IndicatorTerms]) -> list[Figure]:
    """Somebody's frozen figures of a month for these indicators, of all accounts that are or were theirs."""
    wanted = list(wanted)
    subjects = {one.name: _subjects(one.name, accounts) for one in wanted}
    found = evidence.frozen(month, sorted({subject for several in subjects.values() for subject in several}))
    # What is told by currency and has no target in one is that of the currency of the amounts beside it.
    currency = next((one.currency for one in wanted if one.currency), None)
    tallies = {name: together(found.get(one, {}) for one in several) for name, several in subjects.items()}
    known = bool(accounts)
    return [_figure(one, tallies[one.name].get(one.name, Tally()), one.currency or currency, known) for one in wanted]


def _subjects(name: str, accounts: Sequence[str]) -> Sequence[str]:
    scope = INDICATORS[name].scope
    return accounts if scope == "own" else [scope]


def _figure(one: IndicatorTerms, tally: Tally, currency: str | None, known: bool) -> Figure:
    indicator = INDICATORS[one.name]
    terms = {"indicator": one.name, "floor": str(one.floor), "target": str(one.target)}
    given: list[Sums] | str = indicator.figures(tally)
    if not known and indicator.scope == "own" and given != "no_source":
        given = "on_paper"
    if isinstance(given, str):
        return Figure(**terms, currency=one.currency, rows=tally.rows, why=given)
    # Money is never added over currencies.
    figure = next((each for each in given if each.currency in (currency, None)), None)
    if figure is None:
        return Figure(**terms, currency=one.currency, rows=tally.rows, why="other_currency")
    return Figure(
        **terms,
        currency=figure.currency,
        rows=tally.rows,
        value=f"{figure.value:f}",
        numerator=figure.numerator,
        denominator=figure.denominator,
        points=f"{points(figure.exact, one.floor, one.target):.2f}",
    )
