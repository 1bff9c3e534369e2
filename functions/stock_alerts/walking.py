"""Going along a list page by page, as far as the time of a run goes: the next run goes on where it ended.

A round is gone once a period (a day, an hour); when it is done, runs of the same period do nothing. One in which
something failed is gone again by the next run: what was seen to knows it, and is not seen to twice.
"""

from collections.abc import Callable, Iterable, Iterator

from shop import invocation
from shop.storage.paging import Read
from shop.storage.values import Item
from stock_alerts import store
from stock_alerts.looking import Failed


class OutOfTimeError(Exception):
    """The run has no time left for the rest of a page: the next one begins with the whole of it."""


def walk(job: str, period: str, read: Read, see: Callable[[Iterable[Item], Failed], None], failed: Failed) -> bool:
    """Let `see` have each page of the list once this period, item by item; tells whether the round is done.

    `failed` hears of what could not be seen to.
    """
    key = {"pk": f"LOOK#{job}", "sk": "LOOK"}
    place = store.table.get(key)
    if place is None or place["period"] != period:
        place = {**key, "period": period}
    some_failed = place.get("failed", False)

    def note(thing: str, error: Exception) -> None:
        nonlocal some_failed
        some_failed = True
        failed(thing, error)

    at_the_end = False
    while not (place.get("done") or at_the_end) and invocation.time_left() > 0:
        page = read(place.get("after"))
        try:
            see(_in_time(page.items), note)
        except OutOfTimeError:
            return False
        at_the_end = page.last is None
        again = {"failed": some_failed or None, "after": page.last}
        place = {**key, "period": period, **({"done": not some_failed} if at_the_end else again)}
        with store.database.transaction() as write:
            write.put(store.table, place, when="")
    return bool(place.get("done"))


def _in_time(items: list[Item]) -> Iterator[Item]:
    for item in items:
        if invocation.time_left() <= 0:
            raise OutOfTimeError
        yield item
