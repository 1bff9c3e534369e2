"""Going along the sheets of a round, page by page, once a step: a run ends anywhere, and the next one goes on there.

What a page has to tell is told in the write that moves the place on: once, however often a tick comes, and of two ticks
at once by one of them.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from appraisal_rounds.sheets import store as sheets
from appraisal_rounds.sheets.domain import Sheet
from appraisal_rounds.store import database, table
from shop import invocation
from shop.contract import EventData
from shop.events.recording import Entity, record
from shop.roles import Caller
from shop.storage.transaction import Transaction
from shop.storage.values import Key
from shop.storage.versions import put_version

AT_A_TIME = 25
# The steps: everybody has a sheet; who has something to give is reminded; reviews end; all are reviewed, signed; those
# without a grade, or not fed back in time, are counted; all are archived; December is settled.
OPEN, REMIND, END, REVIEWED, SIGNED = "open", "remind", "end", "reviewed", "signed"
UNSIGNED, FED_BACK, FILED, SETTLED = "unsigned", "fed-back", "filed", "settled"


class Place(NamedTuple):
    """Where a step is: after which sheet it goes on, how many it counted, and whether it is done."""

    after: str | None = None
    counted: int = 0
    done: bool = False
    version: int = 0


class Seen(NamedTuple):
    """What a step made of a page: with how many of its sheets, from the first one on, it is done; how many of these
    count; and what is to be told of the page."""

    done: int
    counted: int = 0
    told: EventData | None = None


See = Callable[[Sequence[Sheet]], Seen]


def _key(round_id: str, step: str) -> Key:
    return {"pk": f"ROUND#{round_id}", "sk": f"STEP#{step}"}


def place(round_id: str, step: str) -> Place:
    """Where a step is."""
    item = table.get(_key(round_id, step))
    return Place(item.get("after"), item["counted"], item["done"], item["version"]) if item else Place()


def along(round_id: str, step: str, see: See, *, by: Caller, at: datetime) -> Place:
    """Let `see` have each page of the round's sheets, and stop where it is not done with one, or time is out.

    Raises VersionConflict when another run is at the same step.
    """
    now = place(round_id, step)
    while not now.done and invocation.time_left() > 0:
        page = sheets.of_round(round_id, AT_A_TIME, now.after)
        found = sheets.sheets_in(page)
        seen = see(found)
        whole = seen.done == len(found)
        after = page.items[seen.done - 1]["sk"] if seen.done else now.after
        now = Place(after, now.counted + seen.counted, whole and page.last is None, now.version + 1)
        with database.transaction() as write:
            move(write, round_id, step, now)
            if seen.told:
                entity = Entity(f"ROUND#{round_id}#{step}", now.version)
                record(write, table, entity, seen.told, by=by, at=at)
        if not whole:
            break
    return now


def move(write: Transaction, round_id: str, step: str, to: Place) -> None:
    """Write where a step is, as the version that it says. Refused: VersionConflict."""
    put_version(write, table, {**_key(round_id, step), **to._asdict()})


def begin_again(write: Transaction, round_id: str, step: str) -> None:
    """Have a step go along all sheets once more. Refused: VersionConflict."""
    now = place(round_id, step)
    if now.version:
        move(write, round_id, step, Place(version=now.version + 1))


def while_(holds: Callable[[Sheet], bool]) -> See:
    """A step that goes on as long as its sheets are so far, and waits at the first that is not."""

    def see(found: Sequence[Sheet]) -> Seen:
        done = next((place for place, sheet in enumerate(found) if not holds(sheet)), len(found))
        return Seen(done)

    return see
