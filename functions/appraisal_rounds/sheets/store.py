"""Where sheets lie, and the questions asked of them.

ROUND#<round>      SHEET#<employee>        a sheet; on the list of chores while the clock has something to do with it
SHEET#<sheet>      EVENT#<version>         what became of it: states, and nothing of what was written
                   SELF, SUPERIOR          the reviews
                   COMPOSITE#<nnnn>        composites, as signed
                   FEEDBACK#<nnnn>         talks · ANSWER#<nnnn>   answers
                   VOICES                  what those say who decide an objection
PEERS#<sheet>      PEERS                   who is asked as a peer, and what each gave
REVIEWER#<who>     <round>#<sheet>         whom somebody is to review; <who> is an employee, or `director`
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
from appraisal_rounds.sheets import records
from appraisal_rounds.sheets.domain import PostHeld, Sheet
from appraisal_rounds.sheets.peers import Peer, Peers
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
M = TypeVar("M", bound=BaseModel)
CHORES, ROUNDS = "sheet-chores", "rounds"
SHEET = "SHEET#"
DIRECTOR = "director"
_PLAIN = tuple(name for name in Sheet._fields if name not in ("posts", "signers"))


class Overtaken(Busy):
    """Somebody changed the sheet, or what is known of its peers, since it was read."""

    def __init__(self) -> None:
        super().__init__("Others are at the same sheet; try again in a moment.")


class Chore(ResponseModel):
    """That the clock has something to do with a sheet."""

    sheet_id: str


class Task(NamedTuple):
    """That somebody is to review a sheet, as what."""

    sheet_id: str
    role: str
    withdrawn: bool = False


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


def _peers_key(sheet_id: str) -> dict[str, str]:
    return {"pk": f"PEERS#{sheet_id}", "sk": "PEERS"}


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
            self.write.put(table, item, when="#version = :before", values=values, refused=_overtaken)
        else:
            self.write.put(table, item, refused=_overtaken)
        for version, event in enumerate(told, former + 1):
            entity = Entity(partition(self.after.sheet_id), version)
            due = datetime.fromisoformat(event.due) if event.due else None
            record(self.write, table, entity, event.data, by=event.by or self.by, at=self.at, due=due)
        assert self.after.version == former + len(told)

    def keep(self, name: str, what: BaseModel, *, new: bool = True) -> None:
        """Keep what somebody wrote, under its name in the sheet's partition."""
        item = {"pk": partition(self.after.sheet_id), "sk": name, "text": what.model_dump_json()}
        if new:
            self.write.put(table, item, refused=_overtaken)
        else:
            self.write.put(table, item, when="")

    def note(self, what: str, facts: Mapping[str, Any]) -> None:
        """Keep for the record, off the bus, what was done."""
        note(self.write, self.after, what, facts, by=self.by, at=self.at)


def note(write: Transaction, sheet: Sheet, what: str, facts: Mapping[str, Any], *, by: Caller, at: datetime) -> None:
    """Keep for the record, off the bus, what was done with a sheet."""
    sealed.note(write, sheet.sheet_id, what, facts, by=by, at=at)


def check_round(write: Transaction, round_id: str, states: Sequence[str]) -> None:
    """Refuse (RoundNotThere) unless the round is in one of these states."""
    values = {f"s{place}": state for place, state in enumerate(states)}
    when = f"#state IN ({', '.join(f':{name}' for name in values)})"
    round_key = {"pk": f"ROUND#{round_id}", "sk": "ROUND"}
    write.check(table, round_key, when, values=values, refused=lambda _: RoundNotThere())


def check_reviewing(write: Transaction, sheet: Sheet) -> None:
    """Refuse (SealIsOpen) once the sheet's reviews have ended."""
    values = {"state": sheet.state}
    write.check(table, key(sheet.sheet_id), "#state = :state", values=values, refused=lambda _: SealIsOpen(""))


# -- what was written ---------------------------------------------------------------------------------------


def parts(sheet_id: str, wanted: Mapping[str, type[M]]) -> dict[str, M]:
    """What there is under these names in a sheet's partition, read in one round trip."""
    pk = partition(sheet_id)
    items = database.read_many([(table, {"pk": pk, "sk": name}) for name in wanted])
    return {item["sk"]: wanted[item["sk"]].model_validate_json(item["text"]) for item in items}


def part(sheet_id: str, name: str, kind: type[M]) -> M | None:
    """What there is under one name."""
    return parts(sheet_id, {name: kind}).get(name)


def composites(sheets: Sequence[Sheet]) -> dict[str, records.Composite]:
    """The last composite of each of these sheets that has one, by sheet."""
    keys = {one.sheet_id: {"pk": partition(one.sheet_id), "sk": composite(one.composites)} for one in sheets}
    items = database.read_many([(table, keys[one.sheet_id]) for one in sheets if one.composites])
    read = records.Composite.model_validate_json
    return {item["pk"].removeprefix("SHEET#"): read(item["text"]) for item in items}


def composite(number: int) -> str:
    return f"COMPOSITE#{number:04}"


def feedback(number: int) -> str:
    return f"FEEDBACK#{number:04}"


def answer(number: int) -> str:
    return f"ANSWER#{number:04}"


SELF, SUPERIOR, VOICES = "SELF", "SUPERIOR", "VOICES"


def load_voices(sheet_id: str) -> tuple[list[records.Voice], int]:
    """What those said who decide an objection, and the version of that, 0 where nobody said anything."""
    item = table.get({"pk": partition(sheet_id), "sk": VOICES})
    if item is None:
        return [], 0
    return records.Decision.model_validate_json(item["text"]).voices, item["version"]


def save_voices(write: Transaction, sheet: Sheet, voices: list[records.Voice], version: int, *, decided: bool) -> None:
    """Write what they say as the version that it is. Refused: Overtaken."""
    text = records.Decision(voices=voices, decided=decided).model_dump_json()
    item = {"pk": partition(sheet.sheet_id), "sk": VOICES, "text": text, "version": version}
    if version > 1:
        write.put(table, item, when="#version = :before", values={"before": version - 1}, refused=_overtaken)
    else:
        write.put(table, item, refused=_overtaken)


def hold(write: Transaction, sheet: Sheet) -> None:
    """Write nothing of a sheet, but refuse (Overtaken) when somebody changed it."""
    values = {"version": sheet.version}
    write.check(table, key(sheet.sheet_id), "#version = :version", values=values, refused=_overtaken)


# -- peers and tasks ----------------------------------------------------------------------------------------


def load_peers(sheet_id: str) -> Peers:
    """Who is asked as a peer."""
    item = table.get(_peers_key(sheet_id))
    return _peers(item) if item else Peers((), 0)


def find_peers(sheet_ids: Sequence[str]) -> dict[str, Peers]:
    """The same of several sheets."""
    items = database.read_many([(table, _peers_key(one)) for one in sheet_ids])
    return {item["pk"].removeprefix("PEERS#"): _peers(item) for item in items}


def save_peers(write: Transaction, sheet_id: str, peers: Peers) -> None:
    """Write the list as the version that it is. Refused: Overtaken."""
    asked = json.dumps([[peer.employee_id, peer.scores] for peer in peers.asked])
    item = {**_peers_key(sheet_id), "asked": asked, "version": peers.version}
    if peers.version > 1:
        write.put(table, item, when="#version = :before", values={"before": peers.version - 1}, refused=_overtaken)
    else:
        write.put(table, item, refused=_overtaken)


def check_peers(write: Transaction, sheet_id: str, peers: Peers) -> None:
    """Refuse (Overtaken) when somebody gave a review since the list was read."""
    if peers.version:
        values = {"version": peers.version}
        write.check(table, _peers_key(sheet_id), "#version = :version", values=values, refused=_overtaken)


def ask(write: Transaction, who: str, sheet_id: str, role: str, *, withdrawn: bool = False) -> None:
    """Have somebody review a sheet, or have them not do so after all."""
    round_id = sheet_id.partition(".")[0]
    item = {"pk": f"REVIEWER#{who}", "sk": f"{round_id}#{sheet_id}", "role": role, "withdrawn": withdrawn}
    write.put(table, item, when="")


def tasks(who: str, round_id: str, limit: int, after: str | None) -> Page:
    """Whom somebody is to review in a round."""
    return table.query(f"REVIEWER#{who}", f"{round_id}#", limit=limit, after=after)


def tasks_in(items: Sequence[Item]) -> list[Task]:
    return [Task(item["sk"].partition("#")[2], item["role"], item["withdrawn"]) for item in items]


def _overtaken(found: Item | None) -> ShopError:
    return Overtaken()


def _peers(item: Item) -> Peers:
    asked = tuple(Peer(who, tuple(scores) if scores else None) for who, scores in json.loads(item["asked"]))
    return Peers(asked, item["version"])


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
