"""Where sheets lie, and the questions asked of them.

ROUND#<round>      SHEET#<employee>        a sheet; on the list of chores while the clock has something to do with it
SHEET#<sheet>      EVENT#<version>         what became of it: states, and nothing of what was written
                   SELF, COMPOSITE#<n> …   what was written (`written`)
PEERS#<sheet>, REVIEWER#<who>              who is to review what (`reviewers`)
SEALED#<sheet>     NOTE#<ulid>             who did what, for the record (`sealed`)
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel

from appraisal_rounds import sealed
from appraisal_rounds.archive.store import Overtaken as ChainOvertaken
from appraisal_rounds.sheets.domain import PostHeld, Sheet
from appraisal_rounds.sheets.refusals import RoundNotThere, SealIsOpen
from appraisal_rounds.store import database, table
from shop.contract import EventData
from shop.errors import Busy, NotFound, ShopError
from shop.events.recording import Entity, record
from shop.roles import Caller
from shop.storage.lists import oldest_first, on_list
from shop.storage.retry import TransientError
from shop.storage.table import Page
from shop.storage.transaction import Transaction
from shop.storage.values import Item, Key
from shop.web.models import ResponseModel

T = TypeVar("T")
CHORES, ROUNDS = "sheet-chores", "rounds"
SHEET = "SHEET#"
_PLAIN = tuple(name for name in Sheet._fields if name not in ("posts", "signers"))


class Overtaken(Busy):
    """Somebody changed the sheet, or what is known of its peers, since it was read."""

    def __init__(self) -> None:
        super().__init__("Others are at the same sheet; try again in a moment.")


class Chore(ResponseModel):
    """That the clock has something to do with a sheet."""

    sheet_id: str


def again(work: Callable[[], T]) -> T:
    """Do it, and again from the beginning as long as others change the same things meanwhile. Raises Busy."""

    def attempt() -> T:
        try:
            return work()
        except (Overtaken, ChainOvertaken) as overtaken:
            raise TransientError(overtaken) from None

    return database.retry.call(attempt)


def partition(sheet_id: str) -> str:
    return f"SHEET#{sheet_id}"


def key(sheet_id: str) -> Key:
    round_id, _, employee_id = sheet_id.partition(".")
    return {"pk": f"ROUND#{round_id}", "sk": f"{SHEET}{employee_id}"}


# -- a sheet ------------------------------------------------------------------------------------------------


def load(sheet_id: str) -> Sheet:
    """A sheet. Raises NotFound."""
    item = table.get(key(sheet_id))
    if item is None:
        raise NotFound("There is no such sheet.")
    return _sheet(item)


def find(sheet_ids: Sequence[str]) -> dict[str, Sheet]:
    """The sheets that there are of these, by id; 100 a round trip."""
    found = map(_sheet, database.read_many([(table, key(one)) for one in dict.fromkeys(sheet_ids)]))
    return {sheet.sheet_id: sheet for sheet in found}


def of_round(round_id: str, limit: int, after: str | None = None) -> Page:
    """A round's sheets by employee; `after` is the sort key of the last one seen."""
    return table.query(f"ROUND#{round_id}", SHEET, limit=limit, after=after)


def sheets_of(items: Sequence[Item]) -> list[Sheet]:
    return [_sheet(item) for item in items]


def sheets_in(page: Page) -> list[Sheet]:
    return [_sheet(item) for item in page.items]


def rounds(limit: int, after: str | None) -> Page:
    """All rounds, the last ones first, by their names as ranks; the list lags a little behind."""
    return table.by_list(ROUNDS, limit=limit, after=after, newest_first=True)


def chores(limit: int) -> list[tuple[str, str]]:
    """The sheets with which the clock has something to do, soonest first: when, and which."""
    page = oldest_first(table, CHORES, limit=limit)
    return [
        (item["rank"].partition("#")[0], Chore.model_validate_json(item["summary"]).sheet_id) for item in page.items
    ]


class Told(NamedTuple):
    """An event of a change; by the shop itself where `by` says so, and what is due of it by when."""

    data: EventData
    by: Caller | None = None
    due: str | None = None


@dataclass(frozen=True)
class Change:
    """A change of a sheet that is about to be written, with what else is written in the same transaction."""

    write: Transaction
    before: Sheet | None
    after: Sheet
    by: Caller
    at: datetime

    def told(self, *told: Told) -> None:
        """Write the sheet with the events of its change, one a version. Refused: Overtaken."""
        item = _item(self.after)
        former = self.before.version if self.before else 0
        if former:
            values = {"before": former}
            self.write.put(table, item, when="#version = :before", values=values, refused=overtaken)
        else:
            self.write.put(table, item, refused=overtaken)
        for version, event in enumerate(told, former + 1):
            entity = Entity(partition(self.after.sheet_id), version)
            due = datetime.fromisoformat(event.due) if event.due else None
            record(self.write, table, entity, event.data, by=event.by or self.by, at=self.at, due=due)
        assert self.after.version == former + len(told)

    def keep(self, name: str, what: BaseModel, *, new: bool = True) -> None:
        """Keep what somebody wrote, under its name in the sheet's partition."""
        item = {"pk": partition(self.after.sheet_id), "sk": name, "text": what.model_dump_json()}
        if new:
            self.write.put(table, item, refused=overtaken)
        else:
            self.write.put(table, item, when="")

    def note(self, what: str, facts: Mapping[str, Any]) -> None:
        """Keep for the record, off the bus, what was done."""
        note(self.write, self.after, what, facts, by=self.by, at=self.at)


def note(write: Transaction, sheet: Sheet, what: str, facts: Mapping[str, Any], *, by: Caller, at: datetime) -> None:
    """Keep for the record, off the bus, what was done with a sheet."""
    sealed.note(write, sheet.sheet_id, what, facts, by=by, at=at)


def hold(write: Transaction, sheet: Sheet) -> None:
    """Write nothing of a sheet, but refuse (Overtaken) when somebody changed it."""
    values = {"version": sheet.version}
    write.check(table, key(sheet.sheet_id), "#version = :version", values=values, refused=overtaken)


def check_round(write: Transaction, round_id: str, states: Sequence[str]) -> None:
    """Refuse (RoundNotThere) unless the round is in one of these states."""
    values = {f"s{place}": state for place, state in enumerate(states)}
    when = f"#state IN ({', '.join(f':{name}' for name in values)})"
    round_key = {"pk": f"ROUND#{round_id}", "sk": "ROUND"}
    write.check(table, round_key, when, values=values, refused=lambda _: RoundNotThere())


def await_the_clock(write: Transaction, sheet: Sheet) -> None:
    """Have the clock end the reviews of a sheet. Nothing is told, and its version stays. Refused: Overtaken."""
    write.put(table, _item(sheet), when="#version = :before", values={"before": sheet.version}, refused=overtaken)


def check_reviewing(write: Transaction, sheet: Sheet) -> None:
    """Refuse (SealIsOpen) once the sheet's reviews have ended."""
    values = {"state": sheet.state}
    write.check(table, key(sheet.sheet_id), "#state = :state", values=values, refused=lambda _: SealIsOpen())


def overtaken(found: Item | None) -> ShopError:
    """What a refusal means of a thing that others change too."""
    return Overtaken()


def _item(sheet: Sheet) -> Item:
    item: Item = {
        **key(sheet.sheet_id),
        **{name: getattr(sheet, name) for name in _PLAIN},
        "posts": json.dumps(sheet.posts),
        "signers": json.dumps(sheet.signers),
    }
    if due := sheet.next_due:
        item |= on_list(CHORES, due, sheet.sheet_id, Chore(sheet_id=sheet.sheet_id))
    return item


def _sheet(item: Item) -> Sheet:
    values: dict[str, Any] = {name: item[name] for name in _PLAIN if name in item}
    values.setdefault("user", None)
    values.setdefault("superior", None)
    posts = tuple(PostHeld(*one) for one in json.loads(item["posts"]))
    return Sheet(**values, posts=posts, signers=tuple(json.loads(item["signers"])))
