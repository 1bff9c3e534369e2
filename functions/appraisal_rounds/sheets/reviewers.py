"""Who is to review which sheet: peers with what each gave, and everybody's list of what they are to give.

PEERS#<sheet>      PEERS                   who is asked as a peer, and what each gave
REVIEWER#<who>     <round>#<sheet>         whom somebody is to review; <who> is an employee, or `director`
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

from appraisal_rounds.sheets.peers import Peer, Peers
from appraisal_rounds.sheets.store import overtaken
from appraisal_rounds.store import database, table
from shop.storage.table import Page
from shop.storage.transaction import Transaction
from shop.storage.values import Item

DIRECTOR = "director"


class Task(NamedTuple):
    """That somebody is to review a sheet, as what."""

    sheet_id: str
    role: str
    withdrawn: bool = False


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
    asked = json.dumps(peers.asked)
    item = {**_peers_key(sheet_id), "asked": asked, "version": peers.version}
    if peers.version > 1:
        write.put(table, item, when="#version = :before", values={"before": peers.version - 1}, refused=overtaken)
    else:
        write.put(table, item, refused=overtaken)


def check_peers(write: Transaction, sheet_id: str, peers: Peers) -> None:
    """Refuse (Overtaken) when somebody gave a review since the list was read."""
    if peers.version:
        values = {"version": peers.version}
        write.check(table, _peers_key(sheet_id), "#version = :version", values=values, refused=overtaken)


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


def _peers(item: Item) -> Peers:
    asked = tuple(
        Peer(who, tuple(scores) if scores else None, *left_out) for who, scores, *left_out in json.loads(item["asked"])
    )
    return Peers(asked, item["version"])


def _peers_key(sheet_id: str) -> dict[str, str]:
    return {"pk": f"PEERS#{sheet_id}", "sk": "PEERS"}
