"""Going along a list page by page, as far as the time of a run goes: the next run goes on where it ended.

A round is gone once a period (a day, an hour); when it is done, runs of the same period do nothing.
"""

from collections.abc import Callable, Iterable, Iterator

from shop import invocation
from shop.storage.paging import Read
from shop.storage.values import Item
from stock_alerts import store


class OutOfTimeError(Exception):
    """The run has no time left for the rest of a page: the next one begins with the whole of it."""


def walk(job: str, period: str, read: Read, see: Callable[[Iterable[Item]], None]) -> bool:
    """Let `see` have each page of the list once this period, item by item; tells whether the round is done."""
    key = {"pk": f"LOOK#{job}", "sk": "LOOK"}
    place = store.table.get(key)
    if place is None or place["period"] != period:
        place = {**key, "period": period}
    while not place.get("done") and invocation.time_left() > 0:
        page = read(place.get("after"))
        try:
            see(_in_time(page.items))
        except OutOfTimeError:
            return False
        place = {**key, "period": period, "after": page.last, "done": page.last is None}
        with store.database.transaction() as write:
            write.put(store.table, place, when="")
    return bool(place.get("done"))


def _in_time(items: list[Item]) -> Iterator[Item]:
    for item in items:
        if invocation.time_left() <= 0:
            raise OutOfTimeError
        yield item
