"""Reading rounds, and how far their sheets are."""

from functools import partial

from appraisal_rounds.people import store as people
from appraisal_rounds.rounds import store, views
from appraisal_rounds.sheets import store as sheets
from appraisal_rounds.sheets import views as sheet_views
from appraisal_rounds.store import table
from shop.events.history import History
from shop.events.history import read as read_history
from shop.storage.paging import read_list, read_page


def listed(limit: int, cursor: str | None) -> views.RoundPage:
    """All rounds, the last ones first. Raises Invalid for another list's cursor."""
    return read_list(views.RoundPage, sheets.ROUNDS, cursor, partial(sheets.rounds, limit), position=r"20[0-9-]+")


def one(round_id: str) -> views.RoundView:
    """A round. Raises NotFound."""
    return views.round_(store.load(round_id))


def history(round_id: str, limit: int, cursor: str | None) -> History:
    """What became of a round. Raises NotFound, Invalid."""
    return read_history(table, store.partition(round_id), limit=limit, cursor=cursor)


def rows(round_id: str, limit: int, cursor: str | None) -> sheet_views.SheetRows:
    """How far a round's sheets are, by employee. Raises NotFound, Invalid."""
    store.load(round_id)
    read = partial(sheets.of_round, round_id, limit)
    items, following = read_page(f"sheets#{round_id}", cursor, read, position=rf"{sheets.SHEET}.+")
    found = sheets.sheets_of(items)
    names = {one.employee_id: one.name for one in people.find([one.employee_id for one in found]).values()}
    return sheet_views.SheetRows(
        items=[sheet_views.row(one, names.get(one.employee_id)) for one in found], next=following
    )
